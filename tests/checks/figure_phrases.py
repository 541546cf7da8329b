"""Short phrases for `figures`: some hold no figure, and others hold one at least."""

from __future__ import annotations

from typing import Final


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a text, with a bar between two of them."""
    return tuple(each.strip() for each in " ".join(text.split()).split(" | "))


#: When, where, which, by which telephone, for how much.
HARMLESS: Final = {
    "en": phrases("""
        The meeting is at 7. | We start at 19.30 and end at 21.00. | Come at 10 on 3
        Dec. | It starts 7pm Thursday. | 3rd of December | the 3rd and 4th of December |
        12th–14th May | December 3, 2026 | Thursday, December 3, 2026, 7:30 p.m. | 3 to
        5 December | Between 3 and 5 December | 3/12 | 12.03.2026 | Monday 7 at noon |
        In 1848 people rose. | 2026/27 | mid-1990s | 80s music | Call 555-1234 now |
        Tel: 020 7946 0958 | +44 (0)20 7946 0958 | +1-202-555-0143 | 0049 341 123456 |
        1-800-555-0199 | Flat 3, 221B Baker Street, London NW1 6XE | 5 Rue de la Loi,
        1000 Brussels | Rue de la Loi 200, 1049 Brussels | PO Box 12 | £5 | $20.50 | 5 €
        | 20€ | €5-10 | € 12,- | 100 zł | 100 kr | free for under 18s | F-16 | A4 | MP3
        | H2O | CO2 | 3D | 5G | 2x2 | iPhone 15 | Windows 11 | Formula 1 | Pillar 3 |
        Goal 4 | Erasmus+ 2027 | ISO 9001 | Channel 4 | Gate B12 | M2 line | Line 7 |
        bus 42 | Page 12 | pp. 3–7 | § 5 | No. 5 | nr 7 | #8M and #16Days | @user2 |
        file2.pdf | v2.1 | Step 1: listen | (1/3) | 1/3 | Chapter 3, section 2.1 | Table
        4 | 2nd floor | 1st | 22nd | Level 2 | Terminal 3 | temperatures of 20 °C | 5 km
        | at 5 o'clock | Open Mon–Fri 9–17 | Mon 3 Feb | World Cup 2026 | Council
        Regulation No 1234/2021 | Version 2.0 | C-123/20 | grant agreement 101038491 |
        3pm–5pm | 3-5pm | 10am to 4pm | at 9am | Doors 18:00 | until 17 December | on
        the 3rd | 2–4 Feb | 24 December to 6 January | from 24 December 2026 to 6
        January 2027 | week 49 | 1️⃣ Listen | Lunch is at 1, coffee at 3. | The bus
        leaves at 8.15. | on 3 and 4 December, from 9:00 to 17:00 | by 31 January |
        Thurs 3 Dec at 7pm | 3 Dec – 5 Jan | the 3rd–5th | Dec 3 | Sept 12th | Fri, 12
        Feb | 4 July 1776 | in the 18th century | 20th-century art | 1950s | '68 | a
        '90s song | since 2015 we | 2024/2025 season | Vision 2050 | EU 2030 targets |
        Programme 2021–27 | Art. 5(2) | Articles 17–19 | section 4.2 | Annex 2 | page 3
        of 5 | Room B.12 | Rm 7 | Hall 4a | Unit 5, Main Street | 45 O’Connell Street |
        Apartment 12 | Dublin 2 | Dublin 8, D08 X2Y3 | London SE1 7PB | (01) 234 5678 |
        01 234 5678 | 087 123 4567 | +353-87-123-4567 | 1800 123 456 | call 1850 24 1850
        | €1 | €1.50 | EUR 20 | 20 euro | £10–£15 | 50c | 5 cents | $1,000 | a 10 euro
        note | BBC2 | Radio 1 | MI5 | U2 | K-12 | A1 motorway | N17 | Type 2 diabetes |
        Catch-22 | 9/11 | No. 10 | 7th | 101st | first 3rd-country | Windows 10 |
        version 3.11 | iOS 18 | Form 12B | Flight EI105 | Case T-123/20 | 2003/109/EC |
        Resolution 1325 | UN Resolution 2250 (2015) | SDG10 | #SDG10 | Psalm 23 | 24h |
        24 hours a day | dial 999 | wifi: Guest2026 | password abc123 | Zoom ID 812 3456
        7890 | 3:30 | 3.30pm | half past 7 | 7.30–9.00 pm | noon to 2 pm | 12 noon |
        12:00
    """),
    "es": phrases("""
        a las 7 | de 18:00 a 20:00 | de 10 a 14 h | desde las 18.30 hasta las 20.00 | el
        12 de octubre | los días 3, 4 y 5 de diciembre | 1 de mayo | Tel. 848 42 00 00 |
        C/ Mayor 5, 2º B | Paseo de Sarasate 12 | año 2030 | en 2030 | el siglo XXI | 10
        €/mes | 3 dic. | lunes 7 | n.º 5 | núm. 12 | A-15, N-240 | 1.º de mayo | 08:30h
        | 19:30h | 19.30 h. | a la 1 | a las 7:30 h | a las 9 y media | de lunes 7 a
        viernes 11 | entre las 10 y las 12 | el 1 de enero | 1-3 de marzo | 3/12/26 |
        día 3 | el 25N y el 8M | siglo 21 | año 1492 | calle San Fermín, 45, 3.º izda. |
        Pza. Mayor, s/n | CP 31002 | 900 12 34 56 | tfno. 948123456 | 10,50 euros | 10 €
        por persona | 2 €/h | n.º 23 | pág. 4 | art. 14.2 | nivel B1 | sala 2.1 | Ley
        4/2000 | Real Decreto 557/2011 | Orden 123/2024 | planta 3ª | km 12 | R-7 | TVE2
    """),
    "ca": phrases("""
        a les 7 de la tarda | de 10 a 14 h | els dies 3, 4 i 5 de desembre | dilluns 7 |
        Av. Diagonal 123, 2n 1a | tel. 935 123 456 | l’1 de maig | núm. 12 | 19.30 h |
        el 2030 | a la 1 h | a dos quarts de 7 | l’1 de gener | dilluns 7 i dimarts 8 |
        de 9 a 13 h | c/ Aragó, 12 | 08001 Barcelona | Llei 10/2010 | el 25N | 10,50
        euros
    """),
    "eu": phrases("""
        Abenduaren 3tik 5era | arratsaldeko 6etan | goizeko 10:00etan | 18:00etatik
        20:00etara | abenduaren 11n | 2030ean | 1990eko hamarkada | 2. ekitaldia | Kale
        Nagusia 12, 3. ezk. | astelehena 7 | 948 42 00 00 | ekainaren 21ean | maiatzak 1
        | goizeko 9:30ean | 9etan | 11:30etatik aurrera | abenduaren 3a | abenduak 3,
        osteguna | abenduaren 3 eta 4 | 2026/12/03 | 1992an | 2025-2026 ikasturtea | 948
        12 34 56 telefonoa | 10 euro | 12,50 € | 25N | 2. solairuan | 4/2000 Legea | B1
        maila
    """),
    "pl": phrases("""
        o godz. 18:00 | w dniach 3-5 grudnia | 3.12 | od 10 do 14 | w poniedziałek 7
        grudnia | rok 2030 | w 2030 r. | ul. 3 Maja 12 | ul. Św. Marcin 80/82, 61-809
        Poznań | tel. +48 61 626 66 66 | tel. 61 626 66 66 | pok. 12 | nr 5 | 1 maja |
        25 zł | 25,50 zł | ulica Grunwaldzka 5a | 10.00–14.00 | godz. 10.00 | o 9 | o
        9.30 | o godzinie 9 | godz. 9–17 | między 10 a 12 | 1 stycznia | 3.12. | 3 XII |
        w dniach od 3 do 5 grudnia | pn. 7.12 | rok szkolny 2026/2027 | w 1989 roku |
        lata 80. | XX wiek | ul. Kościuszki 12 m. 5 | ul. 11 Listopada 3 | 80-001 Gdańsk
        | 58 123 45 67 | +48 501 234 567 | 801 123 456 | 10,50 zł | 10 złotych | 100
        euro | art. 5 ust. 2 pkt 3 | ustawa z 2003 r. | nr 12 | sala 101 | poz. 1234 |
        s. 12 | TVP1
    """),
    "it": phrases("""
        alle 18 | dalle ore 10 alle ore 14 | dal 3 al 5 | lunedì 7 | il 1° maggio | l’8
        marzo | via Aldo Moro 52 | viale della Fiera, 8 | tel. 051 527 4440 | n. 5 | nel
        2030 | anni 2021-2027 | h 18.30 | ore 18:30 | 3 dic | art. 17 | 25 aprile |
        all’1 | alle 9 e 30 | alle 9.30 | dalle 9 alle 17 | tra le 10 e le 12 | 1
        gennaio | l’1 e il 2 dicembre | lun 7 dicembre | sabato 5 | nel 1968 | anno
        2026/2027 | gli anni 80 | via XX Settembre, 12 | corso Italia 5/a | Viale
        Marconi 12 | 335 1234567 | tel 051.123456 | 10,50 euro | 10 € a persona | art.
        5, comma 2 | legge 40/1998 | D.Lgs. 286/98 | pag. 12 | n. 12 | aula 3 | Rai 3 |
        livello B1 | 25 novembre
    """),
    "de": phrases("""
        ab 10 Uhr | 10–14 Uhr | von 10 bis 14 Uhr | um 7 | am 3.12. | am 3.12. um 18 Uhr
        | 3./4. Dezember | Mo, 7.12. | Montag, 7. Dezember | Straße des 17. Juni 135 |
        Martin-Luther-Ring 4-6 | Augustusplatz 10 | Karl-Liebknecht-Str. 132 | Kaigasse
        36 | Tel.: 0662 8042-0 | im Jahr 2030 | bis 2030 | Top 3 | 25,– € | Nr. 5 | 1.
        Mai | der 1. Mai | im 3. Stock | 8. März: Frauentag | 18.30 Uhr | Die 3. Ausgabe
        | 5 Min. | um 9 | um 9:30 Uhr | ab 9 Uhr | 9 bis 17 Uhr | 9.30–17.00 Uhr |
        zwischen 10 und 12 Uhr | 1. Januar | am 1. und 2. Dezember | Mo., 7. Dezember |
        Sa 5.12. | 1989 | im Jahr 1989 | Schuljahr 2026/27 | die 80er Jahre |
        Karl-Marx-Straße 12 | Platz der Republik 1 | Straße der Nationen 5 | Am Hof 3 |
        04103 Leipzig | A-5020 Salzburg | 0662/8042-0 | +43 662 8042 | 0341 / 123 45 67
        | 10,50 Euro | 10 € pro Person | Art. 5 Abs. 2 | § 18a AufenthG | Nr. 12 | S. 12
        | Raum 101 | Zimmer 12 | Linie 3 | S-Bahn S3 | Niveau B1 | 5. Klasse | 2.
        Auflage | der 2. Band | Bus 31 | Gleis 7 | Frist: 31.1. | bis 31.01.2027
    """),
    "sv": phrases("""
        kl. 18 | klockan 18.30 | mellan kl. 10 och 14 | den 3–5 december | måndag 7
        december | 7/12 | år 2030 | Södra Hamngatan 5 | Regionens Hus, Södra Hamngatan 3
        | tel. 010-441 00 00 | sid. 12 | nr 5 | 1 maj | 25 kr | 80-talet | 3 dec | plan
        2 | kl. 9 | kl 9.30 | klockan 9 | kl. 9–17 | mellan 10 och 12 | den 1 januari |
        1–2 december | mån 7 dec | lördagen den 5 december | år 1989 | läsåret 2026/27 |
        Kungsgatan 12 | Box 123, 405 30 Göteborg | 031-12 34 56 | 0771-123 456 | 10 kr |
        10,50 kronor | 100 euro | 5 kap. 2 § | 2 § | sid 12 | nr 12 | sal B12 | nivå B1
        | spår 7 | buss 31 | v. 49 | vecka 49
    """),
    "ro": phrases("""
        ora 18 | orele 10–14 | între orele 10 și 14 | luni, 7 decembrie | 1 mai | str.
        Corneliu Coposu 22 | tel. 0257 281 850 | în 2030 | nr. 5 | de la ora 10 | 3 dec.
        | 25 de lei | Piața Victoriei 2 | B-dul Vasile Pârvan nr. 2 | la 9 | la ora 9:30
        | ora 9 | între 10 și 12 | de la 9 la 17 | 1 ianuarie | 1–2 decembrie | luni, 7
        dec. | sâmbătă, 5 decembrie | în 1989 | anul 1989 | anul școlar 2026/2027 | anii
        ’80 | str. Unirii 12 | Bd. Revoluției nr. 5, ap. 3 | 300001 Timișoara | 0256 123
        456 | 0722 123 456 | 10,50 lei | 10 euro | art. 5 alin. (2) | Legea 122/2006 |
        OUG 194/2002 | pag. 12 | nr. 12 | sala 101 | nivel B1
    """),
    "ga": phrases("""
        ag 10 r.n. | idir 10 agus 2 | ar an 3 Nollaig | Dé Luain 7 Nollaig | 1 Bealtaine
        | sa bhliain 2030 | 074 915 3900 | uimh. 5 | ó 10:00 go 14:00 | an 2ú lá | 17
        Márta | ag 9 | ag 9:30 | ó 9 go 5 | 1 Eanáir | an 1 agus an 2 Nollaig | Dé Luain
        7 | Dé Sathairn 5 Nollaig | i 1989 | 2026/27 | Sráid Mhór 12 | F92 TY12 | 074
        912 34 56 | €10.50 | 10 euro | alt 5 | lch 12 | uimh. 12 | seomra 101 | leibhéal
        B1 | an 5ú rang
    """),
    "fr": phrases("""
        à 18 h | de 10h à 14h30 | le 1er décembre | du 3 au 5 | lundi 7 | n° 5 | en 2030
        | 10 rue de Rivoli | tél. 05 59 12 34 56 | 18h-20h | les années 90 | à 9 h | à
        9h30 | de 9h à 17h | entre 10 h et 12 h | 1er janvier | lundi 7 décembre |
        samedi 5 | en 1989 | années 80 | 12 bis, rue Nationale | 59000 Lille | 03 20 12
        34 56 | 10,50 € | 10 euros | article 5 | loi 2004-391 | p. 12 | n° 12 | salle
        101 | niveau B1 | 5e étage | XXe siècle
    """),
    "no": phrases("""
        3. desember kl. 18.00 | Storgata 5, 0184 Oslo | 100 kr
    """),
    "nb": phrases("""
        Torsdag 3. desember kl. 18 | Karl Johans gate 5
    """),
    "hu": phrases("""
        december 3. | 2026. 12. 03. | december 3-án 18 órakor | 18:00–20:00 | Budapest,
        Andrássy út 60.
    """),
    "sk": phrases("""
        3. decembra o 18.00 h | Námestie SNP 5 | 2. ročník
    """),
    "lv": phrases("""
        3. decembrī plkst. 18.00 | Brīvības iela 5
    """),
    "et": phrases("""
        3. detsembril kell 18.00 | Pikk tänav 5
    """),
    "fi": phrases("""
        3.12. klo 18 | la 5.12. klo 10–14 | Hämeenkatu 5
    """),
    "el": phrases("""
        3 Δεκεμβρίου 2026, 18:00 | οδός Ερμού 5
    """),
    "uk": phrases("""
        3 грудня 2026 р. о 18:00 | вул. Хрещатик 5 | тел. 044 123 45 67
    """),
    "mt": phrases("""
        3 ta' Diċembru fis-18:00 | Triq ir-Repubblika 5
    """),
    "is": phrases("""
        3. desember kl. 18:00 | Laugavegur 5
    """),
    "tr": phrases("""
        3 Aralık saat 18.00 | İstiklal Caddesi 5
    """),
    "gl": phrases("""
        3 de decembro ás 18:00 | Rúa do Franco 5
    """),
    "da": phrases("""
        kl. 9 | kl. 9.30 | 1. januar | den 5. | lørdag d. 5. december | 1989 | 80’erne |
        Nørregade 12, 1165 København K | 33 12 34 56 | 10 kr. | § 5 | side 12 | lokale
        101
    """),
    "nl": phrases("""
        om 9 uur | 9.30 uur | 1 januari | zaterdag 5 december | 1989 | jaren 80 |
        Coolsingel 40, 3011 AD Rotterdam | 010 123 45 67 | € 10 | 10 euro | artikel 5 |
        zaal 3 | p. 12
    """),
}

#: How many there are.
TELLING: Final = {
    "en": phrases("""
        12 towns | We are 11 regions and 165 stakeholders. | Together 11. | Our 33
        entities | all 40 of them | one in 5 | 1 in 10 people | 5 out of 10 | twice 20 |
        40 regions benefit | over 1 250 000 people | 1250000 people | 4 partners | a
        group of 20 | 20 participants | 20 per cent | 20 percent | 3.5 million | 15
        international organisations | 11 pilot projects | By 2030, 40 regions | 3-day
        lab | Only 3 left | at 11 regions | on 33 sites | 2,500 | 100 | A team of 5 |
        1,5 million | 11 out of 27 states | In 3 regions | 12 of the 27 member states |
        Our 5 values | We asked 1,000 people. | about 400 pupils | 5,000 visitors a year
        | a 12-member jury | 40 new friends | 3 out of 4 | 100 % local | 0.5 % | 2 in 3
        | 3 languages | over 30 nationalities | 60+ organisations | From 12 to 15
        regions | up 12 points | 10 years of work | 15 cities in 9 countries | 2 million
        euros | 1/3 of the members | 30,000 jobs | €2.5m | Only 12 remain | by 25% |
        with 12 partners | to 7 schools | The number is 165. | Card of EU-BELONG: the
        figure 165 and the words. | 165 | In 2026, 165 stakeholders | Day 2: 40 regions
        | at 7 pm 33 entities meet | 3 December: 11 regions | On 3 December 11 regions
        meet | 11 regions, 4 partners and 33 entities | 5 regions in 2030 | Over 40
        regions, 15 organisations. | 11 of us | our 11 | Horizon 2020 funds 40 regions |
        between 3 and 5 regions | 20-30 people | +20% | Room for 20 people | a table for
        12 | We are 27. | (11) | 11!
    """),
    "de": phrases("""
        33 Einrichtungen | Die 11 Regionen | 165 Beteiligte | in 40 Regionen | um 20
        Prozent | Bis 2030 machen 40 Regionen mit | von 33 Einrichtungen | 11 von 27 |
        2500 Menschen | 3 Tage | In den 11 Regionen | am Projekt nehmen 33 Einrichtungen
        teil | in 3 Regionen | 12 von 27 Staaten | 1000 Menschen | rund 400 Schüler |
        12,5 % | 3 Sprachen | über 30 Nationalitäten | 10 Jahre Arbeit | 15 Städte in 9
        Ländern | 2 Millionen Euro | mit 12 Partnern | 30.000 Stellen | bis zu 5000
        Gäste | Von 12 Partnern | Karte: die Zahl 165 und die Worte. | Am 3. Dezember 11
        Regionen | zwischen 3 und 5 Regionen | 3 bis 5 Regionen | Seit 2030 sind 11
        dabei. | Wir sind 11.
    """),
    "es": phrases("""
        las 11 regiones | de 33 entidades | a 40 regiones | 165 agentes | el 20 por
        ciento | 3 días | 20 personas | 2.500 personas | 15 organizaciones | a las 33
        entidades | en 3 regiones | 12 de 27 países | 1000 personas | unas 400 alumnas |
        el 12,5% | 2 de cada 3 | 3 lenguas | más de 30 nacionalidades | 10 años de
        trabajo | 15 ciudades de 9 países | 2 millones de euros | un tercio: 1/3 de las
        socias | con 12 socios | 30.000 empleos | las 3 comarcas | Tarjeta: la cifra 165
        y las palabras. | El 3 de diciembre 11 regiones | Somos 11.
    """),
    "ca": phrases("""
        les 11 regions | de 33 entitats | 165 agents | 3 dies | 20 persones | a les 33
        entitats | a 3 regions | 12 de 27 estats | 1000 persones | uns 400 alumnes | el
        12,5% | 3 llengües | més de 30 nacionalitats | 10 anys de feina | 15 ciutats de
        9 països | 2 milions d’euros | amb 12 socis | 30.000 llocs | 11 regions i 4
        socis | Som 11.
    """),
    "eu": phrases("""
        11 eskualdeetan | 33 erakunde | 165 eragile | 3 egun | 20 lagun | ehuneko 20 |
        40 eskualdetan | 3 eskualdetan | 27tik 12 | 1000 pertsona | 400 ikasle inguru |
        % 12,5 | 3 hizkuntza | 30 nazionalitate baino gehiago | 10 urteko lana | 9
        herrialdetako 15 hiri | 2 milioi euro | 12 bazkiderekin | 30.000 lanpostu | 11
        eskualde eta 33 erakunde | 11 gara.
    """),
    "pl": phrases("""
        11 regionów | od 33 podmiotów | 165 osób | 3 dni | 20 osób | do 40 regionów | o
        20 procent | w 3 regionach | 12 z 27 państw | 1000 osób | około 400 uczniów |
        12,5% | 3 języki | ponad 30 narodowości | 10 lat pracy | 15 miast w 9 krajach |
        2 miliony euro | z 12 partnerami | 30 000 miejsc | 11 regionów i 4 partnerów o
        19:30 | Jest nas 11.
    """),
    "it": phrases("""
        le 11 regioni | dalle 11 regioni | 165 attori | 3 giorni | 20 persone | le 33
        organizzazioni | in 3 regioni | 12 su 27 Stati | 1000 persone | circa 400 alunni
        | il 12,5% | 3 lingue | oltre 30 nazionalità | 10 anni di lavoro | 15 città in 9
        Paesi | 2 milioni di euro | con 12 partner | 30.000 posti | Grafica: il numero
        165 e le parole. | 11 regioni e 4 partner | Siamo 11.
    """),
    "sv": phrases("""
        11 regioner | 33 aktörer | 165 personer | 3 dagar | 20 deltagare | i 40 regioner
        | i 3 regioner | 12 av 27 länder | 1000 personer | omkring 400 elever | 12,5 % |
        3 språk | över 30 nationaliteter | 10 års arbete | 15 städer i 9 länder | 2
        miljoner euro | med 12 partner | 30 000 jobb | 11 regioner, 4 partner | Vi är
        11.
    """),
    "ro": phrases("""
        11 regiuni | la 33 de entități | 165 de actori | 3 zile | 20 de participanți |
        de la 11 regiuni | în 3 regiuni | 12 din 27 de state | 1000 de persoane | circa
        400 de elevi | 12,5% | 3 limbi | peste 30 de naționalități | 10 ani de muncă |
        15 orașe din 9 țări | 2 milioane de euro | cu 12 parteneri | 30.000 de locuri |
        11 regiuni și 4 parteneri | Suntem 11.
    """),
    "ga": phrases("""
        11 réigiún | ag 33 eagraíocht | 165 duine | 3 lá | 20 rannpháirtí | i 3 réigiún
        | 12 as 27 stát | 1000 duine | tuairim is 400 dalta | 12.5% | 3 theanga | breis
        is 30 náisiúntacht | 10 mbliana oibre | 15 cathair i 9 dtír | 2 mhilliún euro |
        le 12 chomhpháirtí | 11 réigiún agus 4 chomhpháirtí | 11 atá ann.
    """),
    "fr": phrases("""
        11 régions | de 33 entités | à 40 régions | 165 acteurs | 3 jours | 11 régions
        et 4 partenaires | Pas 11 régions
    """),
}
