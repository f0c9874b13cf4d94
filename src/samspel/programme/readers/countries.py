"""Names of countries as sheets write them → ISO 3166 alpha-2."""

from __future__ import annotations

from samspel.programme.readers.words import normal

# English, Swedish, Dutch, German, Norwegian, Danish, Finnish and French, with the short forms programmes use
# (three letters, Dutch festival abbreviations); normalised, hence without accents.
_NAMES = """
AT: aut, oos, austria, osterrike, oostenrijk, osterreich, ostrig, itavalta, autriche
BE: bel, belgium, belgien, belgie, belgia, belgique
BG: bgr, bul, bulgaria, bulgarien, bulgarije, bulgarie
CH: che, sui, zwi, switzerland, schweiz, zwitserland, sveits, sveitsi, suisse
CY: cyprus, cypern, zypern, kypros, chypre
CZ: cze, tsj, tsjechie, tjeckien, czechia, tschechien, tsjekkia, tjekkiet, tsekki, tchequie
DE: deu, ger, dui, germany, tyskland, duitsland, deutschland, saksa, allemagne
DK: dnk, den, denmark, danmark, denemarken, danemark, tanska
EE: est, estonia, estland, viro, estonie
ES: esp, spa, spain, spanien, spanje, spania, espanja, espagne
FI: fin, finland, finnland, suomi, finlande
FO: fro, far, faroe islands, faroarna, faeroer, faroer, faeroyene, faeroerne, farsaaret, iles feroe
FR: fra, france, frankrike, frankrijk, frankreich, frankrig, ranska
GB: gbr, uk, eng, scho, schotland, england, scotland, wales, skottland, storbritannien, groot brittannie
GB: noord ierland, united kingdom, verenigd koninkrijk, vereinigtes konigreich, storbritannia, iso britannia
GB: royaume uni
GE: georgia, georgien, georgie
GL: greenland, gronland, groenland, gronlanti
GR: grc, grie, greece, grekland, griekenland, griechenland, hellas, graekenland, kreikka, grece
HR: hrv, kro, croatia, kroatien, kroatie, kroatia, croatie
HU: hun, hon, hungary, ungern, hongarije, ungarn, unkari, hongrie
IE: irl, ier, ireland, irland, ierland, irlanti, irlande
IS: isl, ijs, iceland, island, ijsland, islanti, islande
IT: ita, italy, italien, italie, italia
LI: liechtenstein
LT: ltu, lit, lithuania, litauen, litouwen, liettua, lituanie
LU: lux, luxembourg, luxemburg
LV: lva, let, latvia, lettland, letland, lettonie
MD: moldova, moldavien, moldavie, republik moldau
ME: montenegro
MK: north macedonia, nordmakedonien, noord macedonie, nordmazedonien, nord makedonia, pohjois makedonia
MK: macedoine du nord
MT: malta, malte
NL: nld, ned, holland, netherlands, nederlanderna, nederland, niederlande, nederlandene, alankomaat, pays bas
NO: nor, noo, norway, norge, noorwegen, norwegen, norja, norvege
PL: pol, poland, polen, puola, pologne
PT: por, prt, portugal, portugali
RO: rou, roe, romania, rumanien, roemenie, rumaenien, roumanie
RS: srb, ser, serbia, serbien, servie, serbie
RU: russia, ryssland, rusland, russland, venaja, russie
SE: swe, sve, zwe, sweden, sverige, zweden, schweden, ruotsi, suede
SI: svn, slov, slovenia, slovenien, slovenie, slowenien
SK: svk, slow, slovakia, slovakien, slowakije, slowakei, slovakiet, slovaquie
TR: tur, turkije, turkey, turkei, turkiet, turkiye, tyrkia, tyrkiet, turkki, turquie
UA: ukr, oek, ukraine, ukraina, oekraine
AL: albania, albanien, albanie
AM: armenia, armenien, armenie
AZ: azerbaijan, azerbajdzjan, azerbeidzjan, aserbaidschan, aserbajdsjan, azerbaidzan, azerbaidjan
BA: bosnia herzegovina, bosnien och hercegovina, bosnie en herzegovina, bosnien und herzegowina
BA: bosnia hercegovina, bosnien hercegovina, bosnia ja hertsegovina, bosnie herzegovine
BY: witr, wit rusland, belarus, valko venaja, bielorussie
XK: kosovo
AD: andorra, andorre
MC: monaco
SM: san marino, saint marin
US: usa, united states, verenigde staten, vereinigte staaten, yhdysvallat, etats unis
CA: can, canada, kanada
MX: mexico, mexiko, meksiko, mexique
BR: brazil, brasilien, brazilie, brasil, brasilia, bresil
AR: argentina, argentinie, argentinien, argentiina, argentine
CL: chile, chili
CO: colombia, kolumbien, kolumbia, colombie
PE: peru, perou
CU: cuba, kuba, kuuba
JM: jamaica, jamaika, jamaique
AU: aus, australia, australien, australie
NZ: nzl, new zealand, nya zeeland, nieuw zeeland, neuseeland, uusi seelanti, nouvelle zelande
JP: jpn, japan, japani, japon
KR: kor, south korea, sydkorea, zuid korea, sudkorea, sor korea, etela korea, coree du sud
CN: china, kina, kiina, chine
TW: taiwan
IN: india, indien, intia, inde
IL: israel
PS: palestinian territories, palestinska territorierna, palestijnse gebieden
PS: palastinensische autonomiegebiete, det palestinske omradet, de palaestinensiske omrader
PS: palestiinalaisalue, territoires palestiniens
LB: lebanon, libanon, liban
EG: egypt, egypten, egypte, agypten, egypti
MA: morocco, marocko, marokko, maroc
TN: tunisia, tunisien, tunesie, tunesien, tunisie
DZ: algeria, algeriet, algerije, algerien, algerie
NG: nigeria
GH: ghana
KE: kenya, kenia
ZA: south africa, sydafrika, zuid afrika, sudafrika, sor afrika, etela afrikka, afrique du sud
SN: senegal
ML: mali
UG: uganda, oeganda, ouganda
TZ: tanzania, tansania, tanzanie
ET: ethiopia, etiopien, ethiopie, athiopien, etiopia
IR: iran
AX: aland islands, aland, alandinseln, ahvenanmaa, iles aland
SJ: svalbard jan mayen, svalbard och jan mayen, spitsbergen en jan mayen, spitzbergen und jan mayen
SJ: svalbard og jan mayen, huippuvuoret ja jan mayen, svalbard et jan mayen
"""

COUNTRIES = {
    name: code
    for code, names in (line.split(": ") for line in _NAMES.strip().splitlines())
    for name in (code.lower(), *names.split(", "))
}


def country_code(text: str) -> str:
    """ISO 3166 alpha-2 where the word is known, else the text as given."""
    return COUNTRIES.get(normal(text), text)
