"""Headings as people write them in eight languages, flattened as `words.normal` flattens."""

from __future__ import annotations

from samspel.programme.readers.values import Field

_HEADINGS: dict[Field, str] = {
    Field.ACT: (
        "act, acts, artist, artists, artista, band, bands, performer, performance, akt, akter, artister, artist band, "
        "band artist, act artist, artist act, artist act band, namn pa akt, artistnamn, bandnamn, aktnamn, gruppnamn, "
        "spelning, spelningar, konsert, konserter, programpunkt, punkt, upptradande, grupp, orkester, ensemble, "
        "headliner, talare, forelasare, foredrag, programinnehall, vem spelar, artiest, artiesten, artiest band, "
        "optreden, muzikant, groep, spreker, kunstler, kunstlerin, kunstler in, interpret, auftritt, gruppe, konzert, "
        "programmpunkt, musikgruppe, artisti, esiintyja, esiintyjat, yhtye, bandi, utover, utovere, musiker, kunstner, "
        "kunstnere, bandnavn, artistnavn, gruppe band, orkester band, innslag, foredragsholder, concert, gig, show, "
        "session, talk, speaker"
    ),
    Field.VENUE: (
        "venue, venues, lokal, lokaler, spelplats, spelplatser, spelstalle, spelstallen, spelningsplats, arena, plats, "
        "stalle, var, konsertlokal, konsertplats, lokalnamn, krog, klubb, location, locatie, "
        "locaties, zaal, podium, waar, speelplek, plek, gelegenheid, spielort, spielorte, spielstatte, "
        "veranstaltungsort, veranstaltungsstatte, wo, spillested, spillesteder, spillsted, sted, konsertsted, "
        "scenested, hvor, lokale, paikka, esiintymispaikka, tapahtumapaikka, club, klubi, room, sal, rum, rom, hall, "
        "place, where"
    ),
    Field.STAGE: (
        "stage, stages, scen, scener, scene, scenenavn, scennamn, scensal, buhne, buhnen, lava, esiintymislava, "
        "podiumdeel, podiumnaam, stage name"
    ),
    Field.NIGHT: (
        "night, natt, kvall, spelkvall, festivalkvall, festivaldag, avond, festivalavond, nacht, abend, festivaltag, "
        "spieltag, kveld, aften, spilleaften, spilledag, ilta, yo, programme day, festival day, evening"
    ),
    Field.DATE: (
        "date, dates, datum, speldatum, dato, spilledato, datoen, datum dag, dag datum, paiva, paivamaara, pvm, "
        "calendar date, speeldatum, spieldatum, konsertdatum, day date, date day, nar datum"
    ),
    Field.DAY: (
        "day, dag, dagar, speldag, veckodag, weekday, weekdag, speeldag, tag, wochentag, ukedag, ugedag, viikonpaiva, "
        "day name, day of week, dagnamn, dagsnamn"
    ),
    Field.START: (
        "start, starts, starttid, startklockslag, start time, starttime, start kl, begin, begins, begin time, borjar, "
        "borjan, fran, fran kl, from, klockan, kl, klo, pa scen, scentid, spelstart, konsertstart, aanvang, "
        "aanvangstijd, starttijd, begintijd, van, vanaf, beginn, startzeit, anfang, anfangszeit, auftrittsbeginn, von, "
        "ab, starter, starttidspunkt, begynder, begynner, fra, fra kl, start tid, tid start, alkaa, alkuaika, alku, "
        "on stage, onstage, speltid start, showtime, show time, set time start, set start, stage time, start at, "
        "starts at, time from, tid fran"
    ),
    Field.END: (
        "end, ends, end time, endtime, end at, ends at, finish, finishes, stop, stops, stopp, stoptid, stopptid, slut, "
        "sluttid, slut tid, slut kl, slutar, slutklockslag, till, till kl, t o m, to, until, einde, eindtijd, "
        "stoptijd, tot, ende, endzeit, schluss, bis, slutt, slutter, sluttidspunkt, til, til kl, tid slut, tid till, "
        "loppuu, loppuaika, loppu, off stage, offstage, speltid slut, set end, time to"
    ),
    Field.TIMES: (
        "time, times, tid, tider, klockslag, klockslaget, speltid, speltider, scentider, konserttid, upptradandetid, "
        "nar, tijd, tijden, tijdstip, speeltijd, speeltijden, tijdslot, wanneer, zeit, zeiten, uhrzeit, uhrzeiten, "
        "spielzeit, spielzeiten, auftrittszeit, auftrittszeiten, wann, spilletid, spilletider, spilletidspunkt, "
        "spilletidspunkter, tidspunkt, klokkeslett, klokkeslaet, hvornar, tidsrom, tidsrum, aika, kellonaika, "
        "esitysaika, timeslot, time slot, slot, set time, set times, clock, hours, start slut, start end, start stop, "
        "fran till, from to, van tot, von bis, fra til, when"
    ),
    Field.LENGTH: (
        "length, lange, length minutes, length min, length in minutes, duration, duration minutes, duration min, "
        "duration in minutes, minutes, min, mins, langd, speltid minuter, speltid min, speltid i minuter, spellangd, "
        "setlangd, konsertlangd, langd min, langd minuter, langd i minuter, minuter, antal minuter, tid min, "
        "tid minuter, time min, time minutes, set length min, set minutes, duur, duur min, duur minuten, speelduur, "
        "speelduur min, speeltijd min, minuten, dauer, dauer min, dauer minuten, dauer in minuten, spieldauer, "
        "spieldauer min, spielzeit min, lengde, lengde min, lengde minutter, minutter, spilletid min, "
        "spilletid minutter, varighed, varighed min, varighet, varighet min, laengde, laengde min, kesto, kesto min, "
        "set length, running time"
    ),
    Field.COUNTRY: (
        "country, countries, country code, country of origin, home country, land, lander, landkod, landskod, hemland, "
        "ursprungsland, ursprung, nationalitet, fran land, kommer fran, landcode, thuisland, land van herkomst, "
        "nationaliteit, laenderkurzel, landerkurzel, heimatland, herkunftsland, nationalitat, hjemland, "
        "opprinnelsesland, oprindelsesland, maa, nationality, origin, herkomst, herkunft"
    ),
    Field.GENRE: (
        "genre, genres, genrer, subgenre, style, stil, stilar, musikstil, musikgenre, musiksort, sort, stijl, "
        "muziekstijl, muziekgenre, musikrichtung, stilrichtung, sjanger, sjangre, musikksjanger, stilart, tyylilaji, "
        "tyyli, track, category, kategori, categorie, kategorie, musical style, music style"
    ),
    Field.DESCRIPTION: (
        "description, beskrivning, om, om akten, om artisten, about, text, texten, bio, biografi, biography, "
        "presentation, presentationstext, programtext, kort text, pressinfo, omschrijving, beschrijving, biografie, "
        "tekst, info, information, beschreibung, kurzbeschreibung, beskrivelse, omtale, praesentation, kuvaus, "
        "esittely, abstract, blurb, summary"
    ),
    Field.DRAW: (
        "draw, draw persons, expected draw, expected audience, expected visitors, audience, publik, forvantad publik, "
        "vantad publik, beraknad publik, forvantat antal, forvantade besokare, vantade besokare, publikantal, "
        "publikprognos, besokare, antal besokare, verwacht publiek, verwachte bezoekers, bezoekers, publiek, "
        "erwartetes publikum, erwartete besucher, besucher, publikum, forventet publikum, forventede publikum, "
        "forventet antall, forventet antal, publikumstall, besokende, gaester, yleiso, yleisomaara, visitors"
    ),
    Field.JURY: (
        "jury, jury score, jury points, jury mark, jurypoang, juryns poang, juryns betyg, jurybetyg, poang, betyg, "
        "jurypunkte, jurypunten"
    ),
    Field.LOUDNESS: ("loudness, loud, volume, ljudstyrka, volym, hur hogt, lautstarke, geluidssterkte, lydstyrke"),
    Field.HEAVY: (
        "heavy, heavy backline, needs much set up, much set up, big set up, mycket att rigga, stor rigg, tung rigg, "
        "mycket backline, stor backline, mycket utrustning"
    ),
    Field.PIANO: "piano, needs piano, needs a piano, behover piano, kraver piano, flygel, behover flygel",
    Field.DRUMS: (
        "drums, drum kit, needs drums, needs a drum kit, behover trummor, behover trumset, kraver trumset, trummor, "
        "trumset"
    ),
    Field.STAGE_SIZE: (
        "stage size, needs stage size, least stage size, minsta scen, scenstorlek, behover scenstorlek, kraver scen"
    ),
    Field.HAS_PIANO: "has piano, has a piano, piano on stage, har piano, har flygel, piano finns, finns piano",
    Field.HAS_DRUMS: (
        "has drums, has a drum kit, drum kit on stage, har trummor, har trumset, trumset finns, finns trumset"
    ),
    Field.LOUDEST: (
        "loudest, loudest allowed, max loudness, loudness allowed, hogsta ljudstyrka, tillaten ljudstyrka, "
        "tillaten volym, max volym"
    ),
    Field.SIZE: "size of stage, size of the stage, scenens storlek, scenyta",
    Field.CAPACITY: (
        "capacity, capacity persons, kapacitet, max capacity, maximum capacity, maxkapacitet, maxantal, max antal, "
        "antal platser, publikkapacitet, lokalkapacitet, max publik, maxpublik, tillatet antal, capaciteit, "
        "max capaciteit, kapazitat, max kapazitat, fassungsvermogen, platze, kapasitet, maks kapasitet, makskapasitet, "
        "maks antal, antal pladser, antall plasser, kapasiteetti, seats"
    ),
    Field.FIRE_LIMIT: (
        "fire limit, fire limit persons, fire number, fire capacity, brandnummer, brandtal, max antal personer, "
        "hogsta antal personer, maximum occupancy, max occupancy, occupancy, legal capacity"
    ),
    Field.PUBLIC_PLACE: "public place, public space, offentlig plats, allman plats, offentlig platsmark",
    Field.ALCOHOL: (
        "alcohol, alcohol served, serves alcohol, alkohol, alkoholservering, serverar alkohol, servering av alkohol, "
        "serveringstillstand"
    ),
    Field.ALCOHOL_UNTIL: (
        "alcohol until, alcohol served until, serves until, serving until, alkohol till, serverar till, "
        "servering till, serveringstid till"
    ),
    Field.MEMBERS: (
        "members, band members, medlemmar, bandmedlemmar, medverkande, medverkar, musikanter, sattning, besattning, "
        "upptradande personer, deltagare, musicians, performers, leden, bandleden, muzikanten, medewerkenden, "
        "uitvoerenden, bezetting, mitglieder, bandmitglieder, mitwirkende, mitwirkenden, besetzung, medlemmer, "
        "bandmedlemmer, medvirkende, besaetning, besetning, musikere, jasenet, line up, lineup, persons, people, "
        "personer, cast"
    ),
    Field.ADDRESS: (
        "address, adress, street address, street, gatuadress, gata, besoksadress, adres, straat, adresse, "
        "besoksadresse, gade, gateadresse, anschrift, strasse, osoite, katuosoite"
    ),
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
        "longitude, lon, lng, long, longitud, langengrad, lengtegraad, lengdegrad, langdegrad, laengdegrad, pituusaste"
    ),
    Field.STEP_FREE: (
        "step free, step free access, stepfree, wheelchair, wheelchair access, wheelchair accessible, accessible, "
        "accessibility, stegfri, stegfritt, steg fritt, utan trappsteg, rullstol, rullstolsanpassad, tillganglig, "
        "tillganglighet, tillganglighetsanpassad, trappfritt, rolstoeltoegankelijk, toegankelijk, barrierefrei, "
        "rollstuhlgerecht, rullestol, esteeton"
    ),
    Field.SEATS: (
        "seating, seated, seats available, seats for guests, places to sit, sittplatser, sittplats, sittplatser finns, "
        "sittande, zitplaatsen, sitzplatze, siddepladser, sitteplasser, istumapaikat"
    ),
    Field.HEARING_LOOP: (
        "hearing loop, induction loop, loop, horslinga, horslinga finns, teleslinga, ringleiding, "
        "induktionsschleife, teleslynge, induktiosilmukka"
    ),
    Field.QUIET_PLACE: (
        "quiet place, quiet room, quiet area, quiet space, lugn plats, lugnt rum, tyst rum, vilrum, stille ruimte, "
        "ruheraum, stillerum, hiljainen tila"
    ),
    Field.STROBE: (
        "strobe, strobe lights, strobe light, stroboscope, flashing lights, stroboskop, stroboskopljus, blixtljus, "
        "blinkande ljus, stroboscoop, strobelys, stroboskooppi"
    ),
    Field.SOUND_CEILING: (
        "sound ceiling, sound ceiling db, sound limit, sound level db, max sound, max db, db, dba, db a, ljudtak, "
        "ljudtak db, hogsta ljudniva db, ljudniva db, max ljudniva db, geluidslimiet, schallpegel, lydgrense, aanitaso"
    ),
    Field.AGE_LIMIT: (
        "age limit, age limit years, minimum age, min age, ages, age, aldersgrans, aldersgrans ar, minimialder, alder, "
        "leeftijdsgrens, altersgrenze, aldersgrense, aldersgraense, ikaraja"
    ),
    Field.KEY: (
        "key, id, guid, uuid, act id, artist id, event id, code, nyckel, identifier, id nummer, idnummer, id nr, nr, "
        "nummer, lopnummer, kennung"
    ),
    Field.EDITION: (
        "edition, year, ar, upplaga, argang, festivalar, editie, jaar, festivaljaar, jahr, ausgabe, festivaljahr, "
        "utgave, udgave, festivalaar, vuosi, festival, event"
    ),
}


def _split(headings: str) -> list[str]:
    return [heading.strip() for heading in headings.split(",")]


FIELDS = {heading: field for field, headings in _HEADINGS.items() for heading in _split(headings)}
"""Flattened heading → meaning."""

WEAK = {
    **dict.fromkeys(_split("name, namn, naam, nimi, navn, title, titel, tittel, who, vem, wie, wer, hvem"), Field.ACT),
    "ort": Field.VENUE,
}
"""Headings that mean this only where no other column does: beside a venue, an Ort is a town."""

NOISE = frozenset(
    _split(
        "nl, sv, se, en, de, no, da, dk, fi, abbr, raw, local, lokal, lokale, namn, naam, name, namnet, navn, nimi, "
        "title, the"
    )
)
"""Words that say how a column is written, not what it means."""
