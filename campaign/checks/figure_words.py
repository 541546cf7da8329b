"""The words beside which a number is no figure of the project, in Europe's languages.

The lists are data: a kind of number that `figure_kinds` should know better gets its word here. Most
lists are compared without regard to case. A word that ends in `*` is the beginning of one. Where a
word means different things in two languages (“alle” is “at” in Italian and “all” in German), it
stands under its language.
"""

from __future__ import annotations

from typing import Final

#: The lists that are the same in all languages.
SHARED: Final = (
    "ABOUT",
    "BEFORE_DAY",
    "BEFORE_DECADES",
    "BEFORE_TIME",
    "COUNTED",
    "DECADES",
    "EVERY",
    "IN_YEAR",
    "JOINS",
    "LARGE",
    "LITTLE",
    "MONEY",
    "NUMBERED",
    "OF",
    "OPENS",
    "ORDINALS",
    "O_CLOCK_AFTER",
    "O_CLOCK_BEFORE",
    "PARTICLES",
    "PERIODS",
    "PHONES",
    "SPANS",
    "STOREYS",
    "STREETS",
    "STREET_ENDINGS",
    "STREET_LAST",
    "STREET_STARTS",
)


def _words(text: str) -> tuple[str, ...]:
    """The words of a text with a comma between two of them; lines with # are notes."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return tuple(word for word in (each.strip() for each in " ".join(lines).split(",")) if word)


#: Words between the days of one date: 3 and 4, 3. bis 5., del 3 al 5.
JOINS: Final = _words("""
    and, to, until, till, through, or, und, bis, oder, y, e, i, et, au, a, al, ed, ou, à, do,
    oraz, och, eller, til, og, eða, și, şi, până, la, go, agus, nó, eta, edo, en, t/m, tot, és,
    až, in, ali, ter, ir, iki, un, līdz, ja, või, kuni, tai, έως, και, ως, и, до, или, та, й,
    по, u, ve, ile, bix, sa
""")

#: Words between a day and its month: 3 de diciembre, 3 d’abril, 3rd of December.
OF: Final = _words("""
    of the, of, de l’, de l', d’, d', del, des, de, di, do, den, ta’, ta', de la, dell’, dell',
    a, the
""")

#: Words that stand before a day or a year without changing what it is.
BEFORE_DAY: Final = _words("""
    the, den, le, el, il, on, am, der, dem, vom, zum, d., an, dia, día, dzień, dnia, jour,
    giorno
""")

#: Words that make a share of an ordinal: every 2nd, hver 5., co 5.
EVERY: Final = _words("""
    every, each, jede*, hver, hvert, var, vart, varje, joka, iga, katrs, katra, kas, každý, každá,
    každé, co, minden, svaki, svaka, vsak, vsaka, всеки, всяка, всяко, кожен, кожна, кожний, κάθε,
    elke, elk, iedere, fiecare, ogni, cada, chaque, gach, kull, kas, gach
""")

#: What comes back, so that "every 2nd week" says when.
PERIODS: Final = _words("""
    hour*, day*, night*, weekday*, week*, month*, year*, time*, dag*, uge*, måned*, gang, år*, tag*,
    woche*, monat*, jahr*, mal, gång, vecka*, månad*, päivä*, viikko*, kuukausi, vuosi, kerta,
    jour*, semaine*, mois, année*, fois, día*, semana*, mes*, año*, dia*, setmana*, any*, giorn*,
    settiman*, mese*, anno, anni, dzień, tydzień, tygodni*, miesiąc*, rok*, raz, den*, týden,
    měsíc, deň, týždeň, nap*, hét*, hónap*, év*, ден*, седмица*, месец*, година*, день, тиждень,
    місяць, рік, dan*, teden, tjedan, week, maand*, jaar, keer, dan, päev*, nädal*, kuu*, aasta*,
    dien*, nedēļ*, mēnes*, diena*, savait*, mėnes*, zi*, săptămân*, lun*, an, lá, seachtain, mí,
    ημέρα*, εβδομάδα*, μήνα*, χρόνο*, jum, ġimgħa, xahar, sena
""")

#: Words before two times without a mark: "Office hours 9-17".
OPENS: Final = _words("""
    open, opens, hours, opening hours, office hours, åbent, åbningstid, åbningstider, kontortid,
    öppet, öppettider, åpent, åpningstider, geöffnet, offen, öffnungszeiten, sprechzeiten, ouvert,
    ouverte, horaires, horaire, abierto, abierta, horario, obert, oberta, horari, aperto, aperta,
    orari, orario, aberto, aberta, horário, deschis, program, orar, otwarte, czynne, godziny
    otwarcia, otevřeno, otvorené, odprto, otvoreno, radno vrijeme, nyitva, nyitvatartás, avoinna,
    auki, avatud, atvērts, darba laiks, dirba, darbo laikas, ανοιχτά, ωράριο, отворено, работно
    време, відчинено, miftuħ, oscailte, geopend, openingstijden, irekita, ordutegia
""")

#: Words before the second of two times: de 18 a las 20 h.
BEFORE_TIME: Final = _words("las, les, le, alle, the, at, kl, kl., klo, ore, os, às, ás")

#: Words that may follow a time of day without being counted.
LITTLE: Final = _words("""
    in, im, at, on, am, om, daily, every, täglich, dagligt, dagligen, with, to, en, a, i, al, e,
    y, na, w, på, och, und, bei, la, în, sa, the,
    de, der, hos, os, ym, yn
""")

#: Words before a time of day that are said before a number of people as well, by language.
AT: Final = {
    "en": _words(
        "at, half past, quarter past, quarter to, from, until, till, by, between, before, after"
    ),
    "es": _words("entre las, a las, a la, las, desde las, hasta las"),
    "ca": _words("entre les, quarts de, quart de, a les, a la, les, des de les, fins a les"),
    "pl": _words("między, o, od, do, po, przed"),
    "it": _words("tra le, alle, dalle, ore, alle ore, dopo le, prima delle, fino alle, all’, le"),
    "de": _words("zwischen, halb, viertel nach, viertel vor, um, ab, bis, von, gegen, vor, nach"),
    "sv": _words("mellan, halv, från, till"),
    "ro": _words("între, la, de la, până la"),
    "ga": _words("ag, idir, ó, go dtí, ar, roimh, tar éis"),
    "fr": _words("entre, à, dès, de, vers, avant, après"),
    "pt": _words("às, as, das, até às, pelas"),
    "gl": _words("ás, das, até as"),
    "nl": _words("tussen, half, om, vanaf, tot, van"),
    "da": _words("mellem, halv, kvart i, kvart over, fra, til"),
    "nb": _words("mellom, halv, kvart på, kvart over, fra, til"),
    "nn": _words("mellom, halv, kvart på, kvart over, frå, til"),
    "fi": _words("puoli, varttia vaille, varttia yli, noin kello, kello"),
    "et": _words("pool, kell, kella"),
    "hu": _words("fél, negyed, háromnegyed"),
    "cs": _words("v, ve, od, do"),
    "sk": _words("o, od, do"),
    "sl": _words("ob, od, do"),
    "hr": _words("u, od, do"),
    "el": _words("στις, από τις, έως τις, μέχρι τις"),
    "bg": _words("в, от, до"),
    "uk": _words("о, об, з, від, до"),
}

#: Words that only ever stand before a time of day.
O_CLOCK_BEFORE: Final = _words("""
    kl, kl., klo, klockan, klukkan, kell, plkst., ore, ora, orele, la ora, de la ora, godz.,
    godz, godzinie, godziny, g., saat, fl-, óra, ώρα, open, opens, hours:, hora, horas, hores,
    time:, h., heure, Uhrzeit, vaktija
""")

#: Words that only ever stand behind a time of day.
O_CLOCK_AFTER: Final = _words("""
    uhr, am, pm, a.m., p.m., a.m, p.m, o’clock, o'clock, noon, hrs, h, hs, heures, heure, uur,
    u., u, hodin, hod., hod, uri, sati, sata, val., val, ч., ч, часа, часът, год, годині,
    години, órakor, órától, óráig, óra, i.n., r.n., a chlog, π.μ., μ.μ., cet, cest, gmt, utc,
    eet, wet, de la tarde, de la mañana, de la noche, de la tarda, del matí, del vespre, del
    mattino, di sera, du matin, du soir, da tarde, da manhã, etan, ean, in the morning, in the
    afternoon, in the evening, sharp, dimineața, seara
""")

#: Spans of time that are as short as an appointment: 90 minutes, 2 h.
SPANS: Final = _words("""
    min, min., minute*, minut*, minuut*, minuti, minuuttia, minūt*, perc, мин*, хвилин*, λεπτ*,
    nóiméad*, sec, second*, sek, sekund*, segon*, segundo*, hour*, hora, horas, hores, ore, ora,
    stunde*, std., timm*, timer, time, godzin*, heure*, uur, hodin*, ur, sat*, tunti*, tundi,
    stund*, ordu*, uair*, ώρες, ώρα, часа, години, годин, valand*, óra, klst, saat, km, m, cm,
    mm, kg, °, °c, px, mb, gb, km/h, m²
""")

#: Currencies as people write them beside a price.
MONEY: Final = _words("""
    €, $, £, ¥, ₴, ₺, zł, zl, złotych, złote, złoty, kr, kr., kč, ft, eur, euro, euros, euron,
    eurón, euroa, eurot, evro*, eiro, eurų, eurai, ευρώ, евро, лв, лв., лева, грн, грн.,
    гривень, lei, leu, lire, tl, kronor, kroner, krónur, korun, forint, pounds, francs, franken,
    cent*, cèntims, céntimos, gr, groszy, öre, øre, bani, gbp, usd, pln, ron, sek, dkk, nok,
    isk, chf, czk, huf, bgn, uah, rsd
""")

#: Words that make a number large: behind them an amount is a sum and no price.
LARGE: Final = _words("""
    million*, milion*, millon*, millón, milió, mio, mio., mln, mln., mld, milj., miljon*,
    miljard*, milliard*, millard*, mrd, mrd., billion*, bn, milioi*, miliárd*, milijon*,
    milijun*, milyon, milliun, εκατομμύρι*, εκατ., милион*, млн, мільйон*, мільярд*, thousand*,
    tausend, mil, mila, tysi*, tys., tys, tusen*, mii, míle, mille, duizend, tis., tisíc*,
    tisoč*, tisuć*, ezer, хиляди, тисяч*, χιλιάδες, tuhat*, tūkst*, milioane, milión*
""")

#: Things that carry a number as their name: room 7, Article 17, Saal 3, Phase 2.
NUMBERED: Final = _words("""
    # Laws and broadcasters
    law, ley, llei, legge, loi, lov, lag, gesetz, ustawa, ustawy, legea, lege, lei, legea nr.,
    oug, decreto, decret, real decreto, dekret, orden, ordre, d.lgs., d.l., dlgs,
    resolution, resolución, resolució, risoluzione, rezolucja, rezoluția, résolution, poz.,
    alin., alin, comma, kap., kap, lett., lit., pkt., radio, rai, psalm, rm, rm., dublin, wien,
    praha, sectorul, sector, sid, lch, siglo, km, box, zoom id, meeting id, flight, caso, case,
    # English
    terminal, channel, formula, windows, flat, apartment, apt., suite, building, studio, zone,
    tower, pier, pavilion, pillar, agenda, chapter, theme, task, room, rooms, hall, floor,
    floors, level, gate, door, stand, booth, desk, platform, track, line, bus, tram, metro,
    train, route, exit, page, pages, p., pp., article*, art., art, arts., section, annex,
    paragraph, no., nos., nr., nr, n.º, n.°, nº, n°, núm., num., n., №, §, §§,
    day, week, part, step, phase, stage,
    session, episode, module, unit, lesson, round, group, table, goal, sdg, ods, question,
    option, version, v., volume, vol., issue, edition, lot, call, wp, work package, activity,
    outcome, output, deliverable, milestone, target, grade, class, type, age, aged, ages, size,
    fig., slide, box, plot, block, ward, directive, regulation, regulation (eu),
    decision, protocol, convention no., act, postcode, postal code, zip, zip code, plz,
    postleitzahl, postnr., postnummer, code postal, cp, c.p., código postal, codi postal, cap, kod
    pocztowy, psč, irányítószám, cod poștal, stk., stk, stykke, mom., alinéa, al., apartat, lid,
    odst., odsek, odstavec, lõige, dalis, bod, bek., bekezdés, παρ., παράγραφος, ал., paragrafu,
    # Spanish, Catalan, Galician, Portuguese
    artículo*, article, artigo*, sala, salas, aula, aulas, planta, piso, pis, puerta, porta,
    andén, línea, línia, liña, linha, página, pàgina, pág., día, dia, semana, setmana, parte,
    paso, passo, fase, sesión, sessió, sessão, módulo, mòdul, grupo, grup, mesa, taula,
    objetivo, objectiu, pregunta, capítulo, capítol, sección, secció, edificio, edifici,
    autobús, parada, bloque, bloc, etapa, apartado, directiva, reglamento, reglament, jornada,
    taller, tren, vía, via, carretera, km., quilòmetre, kilómetro,
    # Basque
    artikulu*, gela, aretoa, solairu*, orrialde*, zenbaki*, eguna, astea, fasea, zk., zk,
    ikasgela, linea, autobusa, atea, saioa, kapitulu*, urratsa,
    # Polish
    artykuł*, sali, salą, pokój, pokoju, piętro, piętrze, pok., peron, linia, linii, autobus,
    tramwaj, strona, str., dzień, tydzień, część, krok, etap, sesja, moduł, grupa, stół, cel,
    pytanie, rozdział, budynek, bud., wejście, drzwi, lok., lokal, m., stoisko, ust., pkt,
    dyrektywa,
    # Italian
    articolo, articoli, stanza, piano, binario, pagina, pag., giorno, giornata, settimana,
    sessione, modulo, gruppo, tavolo, obiettivo, domanda, capitolo, scala, interno, direttiva,
    regolamento, padiglione, tappa, treno, civico,
    # German
    artikel, abs., absatz, saal, raum, räume, zimmer, halle, etage, stock, stockwerk, ebene,
    tür, tor, gleis, linie, straßenbahn, seite, s., tag, woche, teil, schritt, sitzung, modul,
    gruppe, tisch, ziel, frage, kapitel, haus, gebäude, eingang, stufe, klasse, richtlinie,
    verordnung, runde, folge, ausgabe, heft, band, abschnitt, punkt, top, hörsaal, foyer,
    # Swedish, Danish, Norwegian, Icelandic
    sal, salen, rum, våning, plan, spår, linje, buss, sida, sid., dag, vecka, steg, fas, pass,
    grupp, bord, mål, fråga, hus, ingång, port, scen, etapp, lokale, spor, side, uge, trin,
    spørgsmål, rom, etasje, uke, trinn, spørsmål, stofa, salur, hæð, vika, dagur, kafli, grein,
    herbergi,
    # Romanian
    articolul, articolele, camera, etaj, etajul, ziua, săptămâna, partea, pasul, faza, sesiunea,
    modulul, grupul, masa, obiectivul, întrebarea, capitolul, peronul, ușa, bl., sc., ap., et.,
    # Irish
    airteagal, alt, seomra, halla, urlár, leathanach, lch., lá, seachtain, cuid, céim, uimh.,
    ardán, mír, caibidil, grúpa, seisiún, doras,
    # French, Dutch
    salle, étage, quai, voie, ligne, jour, semaine, partie, étape, séance, groupe, objectif,
    chapitre, bâtiment, porte, règlement, zaal, kamer, verdieping, spoor, lijn, blz., deel,
    stap, groep, tafel, doel, vraag, hoofdstuk, gebouw, richtlijn, lokaal, perron,
    # Czech, Slovak, Slovene, Croatian
    článek, článok, člen, článku, místnost, miestnosť, soba, dvorana, sál, sála, patro,
    poschodie, nadstropje, kat, nástupiště, linka, strana, stran, deň, týden, týždeň, teden,
    tjedan, část, časť, dio, korak, fáze, fáza, skupina, č., č, št., br., čl., članak, članku,
    kapitola, budova, místnosti, miestnosti, sále, sobi, dvorani, straně, strane, stranici, týdnu,
    # Hungarian, Finnish, Estonian, Latvian, Lithuanian, Maltese, Turkish
    terem, szoba, emelet, cikk, vágány, oldal, nap, hét, rész, lépés, fázis, huone, kerros,
    huoneessa, kerroksessa, salissa, sivulla, viikolla, viikon, luvussa,
    artikla, raide, sivu, päivä, viikko, osa, vaihe, ryhmä, ruum, tuba, korrus, artikkel, lk,
    päev, nädal, rühm, telpa, istaba, stāvs, zāle, pants, lpp., diena, nedēļa, daļa, solis,
    kambarys, aukštas, salė, straipsnis, puslapis, savaitė, dalis, žingsnis, kamra, sular,
    artikolu, jum, ġimgħa, oda, salon, madde, gün, hafta,
    # Greek, Bulgarian, Ukrainian
    αίθουσα, όροφος, άρθρο, σελίδα, ημέρα, εβδομάδα, μέρος, βήμα, αρ., αριθ., зала, стая, етаж,
    член, чл., страница, ден, седмица, част, стъпка, фаза, кімната, поверх, стаття, ст.,
    сторінка, день, тиждень, частина, крок, зал
""")

#: Rooms and storeys, of which the number comes first: 2 piętro, 3 étage, 3 salė.
STOREYS: Final = _words("""
    piętro, piętrze, étage, pietro, patro, poschodie, kat, kat., nadstropje, emelet, kerros,
    korrus, stāvs, aukštas, våning, vån., tr., tr, etage, etasje, sal, hæð, planta, piso, pis,
    piano,
    solairu*, floor, stock, obergeschoss, salė, salėje, kabinetas, straipsnis, straipsnio, etaj,
    поверх, етаж, όροφος, verdieping, urlár
""")

#: Words after which a street's name and the number of a house follow.
STREETS: Final = _words("""
    calle, c/, c., avenida, avda., avda, av., paseo, pº, plaza, pza., pl., carrer, avinguda,
    passeig, pg., plaça, ronda, rambla, rúa, praza, travesía, rua, praça, largo, travessa, via,
    viale, v.le, piazza, p.zza, corso, vicolo, strada, str., bulevardul, bd., b-dul, bdul,
    calea, aleea, piața, șoseaua, straße, strasse, ul., ulica, ulicy, al., aleja, aleje, alei,
    plac, placu, os., osiedle, rue, avenue, boulevard, bvd, place, quai, impasse, chemin, allée,
    cours, ulice, nám., náměstí, námestie, třída, tř., trg, cesta, utca, út, tér, sráid, bóthar,
    ascaill, triq, pjazza, вул., вулиця, пл., площа, ул., улица, бул., οδός, λεωφόρος, πλατεία,
    kalea, etorbidea, polígono, edificio
""")

#: What begins a German street's name of several words, always with a capital.
STREET_STARTS: Final = _words("""
    Am, An der, Im, In der, Unter den, Zum, Zur, Auf dem, Alte, Alter, Große, Großer, Kleine,
    Kleiner, Lange, Neue, Neuer, Hohe, Sankt
""")

#: Small words within a street's name.
PARTICLES: Final = _words("""
    de, de la, del, de l’, de los, de las, dels, de les, la, las, los, el, les, els, d’, l’, d',
    l', dei, degli, della, delle, di, da, do, dos, das, du, des, na, y, i, e, św., ks., gen.,
    lui, al, an, der, von
""")

#: Endings of a street's name that is one word: Hauptstraße, Storgatan, Vestergade, Kerkstraat.
STREET_ENDINGS: Final = _words("""
    straße, strasse, str., gasse, weg, platz, allee, ring, damm, ufer, markt, steig, graben,
    gatan, gata, vägen, väg, gränd, torget, gade, vej, vejen, plads, torv, straat, laan, plein,
    kade, gracht, gaten, veien, vei, plass, katu, tie, kuja, tori, stræti, vegur, braut, brücke,
    hof, tänav, puiestee, iela, gatvė
""")

#: Words behind a street's name and before its number, or as its last word.
STREET_LAST: Final = _words("""
    street, st, st., road, rd, rd., avenue, ave, lane, ln, square, sq., drive, dr, place, court,
    quay, terrace, way, park, gardens, hill, row, kalea, kale, etorbidea, plaza, utca, út, tér,
    körút, tänav, tn, pst, iela, gatvė, g., prospektas, sokak, sk., caddesi, cad., ulica, cesta,
    trg
""")

#: Words that announce a telephone number.
PHONES: Final = _words("""
    tel, tel., tel:, telephone, phone, mobile, call, dial, ring, text, fax, ext., whatsapp,
    signal, sms, teléfono, tfno., tlf., tlf, llama, llama al, móvil, telèfon, truca al, mòbil,
    telefono, chiama, chiama il, cell., numero verde, telefon, telefonu, telefonnummer, ruf,
    rufen, handy, hotline, infolinia, zadzwoń, tel.:, kom., ringer, mobil, sună, sună la,
    telefonul, guthán, glaoigh, fón, glaoigh ar, telefonoa, deitu, telefone, ligue, téléphone,
    appelez, appelez le, bel, puhelin, puh., telefón, τηλ., τηλέφωνο, тел., телефон, ☎, ☎️, 📞,
    📱, helpline, emergency, notruf, urgencias, emergencias
""")

#: The beginnings of words for what a project counts; a number before one is never a year.
COUNTED: Final = _words("""
    people, person*, participant*, resident*, visitor*, member*, stakeholder*, entit*, organi*,
    region*, town*, cit*, municip*, famil*, child*, student*, refugee*, migrant*, women, men,
    partner*, compan*, school*, project*, countr*, volunteer*, citizen*, household*, job*,
    event*, workshop*, lab, labs, guest*, friend*, newcomer*, neighbour*, euro*, follower*,
    idea*, answer*, comment*, supporter*, communit*, place*, gente, habitant*, miembro*,
    entidad*, asistente*, niñ*, mujer*, hombre*, vecin*, alumn*, empresa*, escuela*, municipi*,
    voluntari*, jóven*, dones, infant*, entitat*, empres*, escol*, veïn*, membre*, assistent*,
    jov*, lagun*, pertsona*, biztanle*, erakunde*, eskualde*, haur*, emakume*, kide*, osób,
    osob*, ludzi, uczestni*, mieszka*, gości, rodzin, dzieci, kobiet*, organizac*, regionów,
    gmin*, uchodźc*, wolontari*, szkół, firm, persone, partecipant*, abitant*, cittadin*,
    bambin*, donn*, impres*, scuol*, famigli*, enti, comuni, regioni, rifugiat*, giovani,
    visitator*, soci, menschen, teilnehm*, einwohn*, besuch*, mitglied*, kinder*, frauen,
    männer, gäste, einrichtung*, vereine, kommunen, städte, gemeinden, schul*, unternehm*,
    geflücht*, freiwillig*, jugendlich*, schüler*, studierend*, haushalt*, stimmen, personer,
    deltag*, invånar*, besökar*, medlem*, barn, kvinnor, män, familj*, människor, kommuner,
    städer, skolor, företag, flykting*, elever, unga, oameni, persoane, locuitor*, vizitator*,
    copii, femei, bărbați, școli, de oameni, duine, daoine, rannpháirt*, teaghlach*, leanaí,
    páist*, ban, fear, scoil*, personnes, habitants, participants, enfants, femmes, hommes,
    élèves, jeunes, mensen, deelnem*, bezoek*, inwon*, kinderen, vrouwen, leden, scholen,
    pessoas, crianças, mulheres, homens, jovens, persoas, mennesker, børn, lidí, ľudí, osôb,
    účastn*, obyvatel*, dětí, detí, žen, ljudi, sudion*, udelež*, otrok, djece, ember*,
    résztvev*, lakos*, gyerek*, ihmis*, osallistuj*, asukas*, lasta, inimes*, osaleja*, cilvēk*,
    dalībniek*, žmon*, dalyvi*, άτομα, άνθρωποι, συμμετέχ*, παιδιά, души, хора, участни*, деца,
    людей, осіб, учасни*, дітей, жінок, fólk, þátttakend*, börn, kişi, insan
""")

#: Words for about and more than: before a round number they make a figure of what could be a year.
ABOUT: Final = _words("""
    over, about, around, nearly, almost, some, more than, at least, up to, rund, etwa, über,
    mehr als, knapp, fast, mindestens, bis zu, ca., circa, más de, unos, unas, casi, cerca de,
    al menos, hasta, més de, uns, unes, gairebé, quasi, prop de, ia, gutxienez, około, ponad,
    prawie, blisko, oltre, più di, almeno, omkring, mer än, över, nästan, cirka, minst, peste,
    aproape, aproximativ, mai mult de, cel puțin, thart ar, breis is, environ, plus de, près de,
    presque, meer dan, ongeveer, bijna, mais de
""")

#: Words behind which a number of four digits is a year.
IN_YEAR: Final = _words("""
    in, since, until, year, im jahr, seit, en, desde, año, any, des del, w, w roku, od roku,
    nel, dal, anno, år, sedan, sen, în, din, anul, sa bhliain, sa bhl., depuis, année, sinds,
    jaar, siden, v roce, v roku, leta, godine, vuonna, aastal, gadā, το, през, у, urtea, urte
""")

#: Endings of a decade: 1990s, 90er, 1990-talet.
DECADES: Final = _words("""
    s, ’s, 's, ’erne, 'erne, er, talet, tal, talls, årene, års, erne, luvulla, luku, as, es, е,
    х
""")

#: Words before a decade: años 90, lata 90.
BEFORE_DECADES: Final = _words("""
    años, anys, anni, anii, lata, lat, latach, années, anos, léta, let, roky, rokov, leta,
    jaren, роки, vuosi
""")

#: Endings of an ordinal in figures: 2nd, 3e, al 2-lea, 2:a.
ORDINALS: Final = _words("""
    st, nd, rd, th, ST, ND, RD, TH, er, ers, re, e, ème, ième, eme, nde, ste, de, ος, η, ο, ης,
    ου, ú, adh, ni, d, :a, :e, :s, :n, :nen, :nnen, -lea, -a, -ri, -ra, -ta, -ma, -та, -ва, -ри,
    -и, -ви, -ти,
    -ма, -я, -а, -й, -го, -ї, -ша, -те, -asis, -oji, -ąjį, -gi, -go, -szy, -cia, -adik, -edik,
    -ik, -inci, -ji, .a, .ª, .º
""")
