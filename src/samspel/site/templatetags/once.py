"""What stands on every page of a version is written once for it."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """`{% once programme "name" home way %}…{% endonce %}`: written anew only for another version, language or value.

    The values are all that it is made of besides the version: what else is on the page must not be in it.
    """
    asked = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodes = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(nodes, asked)


class Once(template.Node):
    """A part of a page that is kept with the programme it shows."""

    def __init__(self, nodelist: NodeList, asked: list[FilterExpression]) -> None:
        self.nodelist, self.asked = nodelist, asked

    def render(self, context: Context) -> SafeString:
        programme, *values = (one.resolve(context) for one in self.asked)
        key = ("once", get_language(), *values)
        if key not in programme.made:
            programme.made[key] = self.nodelist.render(context)
        text: SafeString = programme.made[key]
        return text
