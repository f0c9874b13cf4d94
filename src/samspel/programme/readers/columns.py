"""What the columns of a sheet mean: guessed from their headings, then from what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from samspel.programme.readers.clock import read_clock, read_date, read_moment, read_times, read_weekday
from samspel.programme.readers.values import Cell, ColumnMap, Field, Row
from samspel.programme.readers.words import normal

_HEADINGS: dict[Field, str] = {
    Field.ACT: (
        "act, acts, artist, artists, artista, band, bands, performer, performance, akt, akter, "
        "artister, artist band, band artist, act artist, artist act, namn pa akt, artistnamn, "
        "bandnamn, spelning, artiest, artiesten, kunstler, kunstlerin, kunstler in, interpret, "
        "auftritt, artisti, esiintyja, esiintyjat, yhtye, bandi, utover, musiker"
    ),
    Field.VENUE: (
        "venue, venues, lokal, spelplats, spelplatser, spelstalle, arena, plats, stalle, locatie, "
        "zaal, podium, location, spielort, spielstatte, veranstaltungsort, ort, spillested, sted, "
        "konsertsted, lokale, paikka, esiintymispaikka, tapahtumapaikka, club, klubb, klubi, room, "
        "sal, rum"
    ),
    Field.STAGE: ("stage, stages, scen, scener, scene, buhne, lava, esiintymislava, podiumdeel"),
    Field.NIGHT: (
        "night, natt, kvall, festivaldag, avond, nacht, abend, kveld, aften, ilta, yo, programme day, festival day"
    ),
    Field.DATE: "date, dates, datum, dato, paiva, paivamaara, pvm, calendar date",
    Field.DAY: ("day, dag, veckodag, weekday, weekdag, tag, wochentag, ukedag, ugedag, viikonpaiva, day name"),
    Field.START: (
        "start, starts, starttid, start time, starttime, begin, begins, begin time, borjar, fran, "
        "from, klockan, kl, klo, aanvang, starttijd, begintijd, van, beginn, startzeit, anfang, von, "
        "starter, alkaa, alkuaika, alku, on stage, speltid start, showtime, set time start, stage "
        "time"
    ),
    Field.END: (
        "end, ends, end time, endtime, finish, stop, slut, sluttid, slutar, till, to, until, einde, "
        "eindtijd, tot, ende, endzeit, bis, slutt, loppuu, loppuaika, loppu, off stage, speltid slut"
    ),
    Field.TIMES: (
        "time, times, tid, tider, speltid, tijd, tijden, speeltijd, zeit, zeiten, uhrzeit, spielzeit, "
        "spilletid, spilletidspunkt, tidspunkt, klokkeslett, aika, kellonaika, esitysaika, timeslot, "
        "time slot, slot, set time, set times"
    ),
    Field.LENGTH: (
        "length, lange, length minutes, length min, duration, duration minutes, duration min, minutes, "
        "langd, speltid minuter, langd min, langd minuter, minuter, duur, minuten, dauer, spieldauer, "
        "lengde, varighed, varighet, kesto, set length"
    ),
    Field.COUNTRY: (
        "country, countries, country code, land, landkod, landcode, laenderkurzel, maa, nationality, "
        "origin, herkomst, herkunft"
    ),
    Field.GENRE: (
        "genre, genres, genrer, style, stil, musikstil, stijl, musikrichtung, sjanger, tyylilaji, "
        "tyyli, track, category, kategori"
    ),
    Field.DESCRIPTION: (
        "description, beskrivning, om, about, text, bio, biography, presentation, omschrijving, "
        "beschrijving, info, beschreibung, beskrivelse, omtale, kuvaus, esittely, abstract"
    ),
    Field.DRAW: (
        "draw, draw persons, expected draw, expected audience, audience, publik, forvantad publik, "
        "publikantal, besokare, verwacht publiek, publiek, erwartetes publikum, publikum, forventet "
        "publikum, yleiso, yleisomaara, visitors"
    ),
    Field.CAPACITY: (
        "capacity, capacity persons, kapacitet, max capacity, maxantal, antal platser, "
        "publikkapacitet, capaciteit, kapazitat, kapasitet, kapasiteetti"
    ),
    Field.FIRE_LIMIT: (
        "fire limit, fire limit persons, fire number, fire capacity, brandnummer, brandtal, max antal personer, "
        "hogsta antal personer, maximum occupancy, max occupancy, occupancy, legal capacity"
    ),
    Field.MEMBERS: (
        "members, band members, medlemmar, bandmedlemmar, musicians, leden, bandleden, mitglieder, "
        "besetzung, medlemmer, jasenet, line up, persons, people"
    ),
    Field.ADDRESS: ("address, adress, street address, gatuadress, adres, adresse, anschrift, osoite, katuosoite"),
    Field.CONTACT: (
        "e mail, email, mail, e post, epost, mejl, mejladress, mailadress, e postadress, epostadress, e mail address, "
        "email address, mail address, contact, contact e mail, contact email, contact mail, act e mail, act email, "
        "artist e mail, artist email, band e mail, band email, kontakt, kontakt e post, kontakt epost, kontaktmail, "
        "kontakt e mail, kontakt email, kontakt mejl, aktens e post, artistens e post, bandets e post, e mailadres, "
        "emailadres, mailadres, contact e mailadres, contactadres, e mail artiest, e mail band, e mail adresse, "
        "mailadresse, emailadresse, kontaktadresse, ansprechpartner, e mail kunstler, e mail der band"
    ),
    Field.VENUE_CONTACT: (
        "venue e mail, venue email, venue mail, venue contact, venue contact e mail, venue contact email, host e mail, "
        "host email, e mail venue, lokal e post, lokalens e post, spelplatsens e post, spelstalle e post, "
        "spelstallets e post, spelstallets mejl, e post spelplats, e post spelstalle, e post lokal, e post plats, "
        "kontakt spelstalle, kontakt spelplats, kontakt lokal, e mail locatie, e mail zaal, e mailadres locatie, "
        "e mailadres zaal, contact locatie, contact zaal, locatie e mail, zaal e mail, e mail spielort, "
        "e mail spielstatte, spielort e mail, spielstatte e mail, kontakt spielort, kontakt spielstatte"
    ),
    Field.LATITUDE: "latitude, lat, latitud, breitengrad, breedtegraad, breddegrad, leveysaste",
    Field.LONGITUDE: (
        "longitude, lon, lng, long, longitud, langengrad, lengtegraad, lengdegrad, langdegrad, pituusaste"
    ),
    Field.KEY: "key, id, guid, uuid, act id, artist id, event id, code, nyckel, identifier",
    Field.EDITION: ("edition, year, ar, upplaga, editie, jaar, jahr, ausgabe, utgave, udgave, vuosi, festival, event"),
}
_FIELDS = {heading.strip(): field for field, headings in _HEADINGS.items() for heading in headings.split(",")}
_WEAK = dict.fromkeys(("name", "namn", "naam", "nimi", "navn", "title", "titel", "tittel", "who", "vem"), Field.ACT)
# words that say how a column is written, not what it means
_NOISE = frozenset(
    [
        "nl",
        "sv",
        "se",
        "en",
        "de",
        "no",
        "da",
        "dk",
        "fi",
        "abbr",
        "raw",
        "local",
        "lokal",
        "lokale",
        "namn",
        "naam",
        "name",
        "namnet",
        "navn",
        "nimi",
        "title",
        "the",
    ]
)
_SAMPLE_ROWS = 200
_ENOUGH = 0.8


def heading_field(heading: str) -> Field | None:
    """The meaning of a heading, or None when it is not known."""
    words = normal(heading)
    if words in _FIELDS:
        return _FIELDS[words]
    return _FIELDS.get(" ".join(word for word in words.split() if word not in _NOISE))


def known_headings(headings: Iterable[Cell]) -> int:
    """How many different meanings a row names; the heading row of a sheet is the one with most."""
    fields = {heading_field(heading) for heading in headings if isinstance(heading, str)}
    return len(fields - {None})


def guess(columns: Sequence[str], rows: Sequence[Row]) -> ColumnMap:
    """What every column means. Each meaning is given once, leftmost first; the rest are IGNORE."""
    values = [_column(rows, index) for index in range(len(columns))]
    mapping: dict[str, Field] = {}
    for heading, cells in zip(columns, values, strict=True):
        field = heading_field(heading)
        if field is not None:
            _give(mapping, heading, _seen_in_cells(field, cells))
    for heading in columns:
        _give(mapping, heading, _WEAK.get(normal(heading)))
    _stage_alone_is_venue(mapping)
    _contact_without_act_is_venue_s(mapping)
    for heading, cells in zip(columns, values, strict=True):
        if heading not in mapping:
            for field in _from_cells(cells):
                _give(mapping, heading, field)
    return {heading: mapping.get(heading, Field.IGNORE) for heading in columns}


def _column(rows: Sequence[Row], index: int) -> list[Cell]:
    return [row.cells[index] for row in rows[:_SAMPLE_ROWS] if index < len(row.cells) and row.cells[index] != ""]


def _give(mapping: dict[str, Field], heading: str, field: Field | None) -> None:
    if field is not None and heading not in mapping and field not in mapping.values():
        mapping[heading] = field


def _stage_alone_is_venue(mapping: dict[str, Field]) -> None:
    if Field.VENUE not in mapping.values():
        mapping.update({heading: Field.VENUE for heading, field in mapping.items() if field is Field.STAGE})


def _contact_without_act_is_venue_s(mapping: dict[str, Field]) -> None:
    if Field.ACT not in mapping.values() and Field.VENUE_CONTACT not in mapping.values():
        found = {heading: Field.VENUE_CONTACT for heading, field in mapping.items() if field is Field.CONTACT}
        mapping.update(found)


def _seen_in_cells(field: Field, cells: Sequence[Cell]) -> Field:
    """The heading's meaning, corrected by the cells: a "time" may be a start, a "day" may be a date."""
    if field is Field.TIMES and not any(_is_range(cell) for cell in cells) and cells:
        return Field.START
    if field in (Field.DAY, Field.NIGHT, Field.DATE):
        if _mostly(cells, _is_dated_time):
            return Field.START
        if _mostly(cells, lambda cell: read_weekday(cell) is not None):
            return Field.DAY
        if field is Field.DAY and _mostly(cells, _is_date):
            return Field.DATE
    return field


def _from_cells(cells: Sequence[Cell]) -> tuple[Field, ...]:
    """Meanings to try for a column whose heading says nothing."""
    if _mostly(cells, _is_range):
        return (Field.TIMES,)
    if _mostly(cells, lambda cell: read_weekday(cell) is not None):
        return (Field.DAY,)
    if _mostly(cells, _is_dated_time) or _mostly(cells, _is_time):
        return (Field.START, Field.END)
    if _mostly(cells, _is_date):
        return (Field.DATE,)
    return ()


def _mostly(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> bool:
    return bool(cells) and sum(map(test, cells)) >= _ENOUGH * len(cells)


def _is_range(cell: Cell) -> bool:
    times = read_times(cell)
    return times is not None and times[1] is not None


def _is_dated_time(cell: Cell) -> bool:
    moment = read_moment(cell)
    return moment is not None and moment.day is not None and not (_is_date(cell) and moment.minute == 0)


def _is_time(cell: Cell) -> bool:
    """A clock time and nothing else: a bare number may be anything, and 12.50 may be a price."""
    if isinstance(cell, str):
        return ":" in cell and read_clock(cell) is not None
    return not isinstance(cell, int | float) and read_clock(cell) is not None


def _is_date(cell: Cell) -> bool:
    return read_date(cell, year=2000) is not None
