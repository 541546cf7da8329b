"""More short phrases for `figures`, in the languages of any project: as readers write them."""

from __future__ import annotations

from typing import Final

from tests.checks.figure_phrases import phrases

#: Opening hours, ages, standards, addresses, and the like.
HARMLESS: Final = {
    "en": phrases("""
        The Erasmus+ 2021–2027 call is open. | Open 6pm–9pm, come along. | Doors open
        at 2 p.m. on Friday. | Meet us at 10 Downing Street. | The hall measures 3x5
        m. | Music of the 1880s. | WG 3 meets on Monday. | The site follows EN 301 549
        and ISO 9001. | Print it on A4. | We work on SDG 10. | Recommended for 12+. |
        Register by 23:59 CET. | Bus 12 stops outside. | Take the 42 bus. | The 9/11
        Commission. | Your 5-minute guide. | See you at half past 7. | It's on Channel
        4. | Version 2.3.1 is out. | Office hours 9-17. | From 9 to 5. | Mon–Fri 9–17.
        | Open 24/7. | Article 17(3) of the grant agreement 101140105. | Project no.
        101140105 | Regulation (EU) 2016/679 applies. | Kids under 12 enter free. |
        For people aged 18-30. | It was Chapter 11. | 1st prize! | In the 21st
        century. | The class of '89. | the summer of 1989 | Since 1998 we meet here. |
        1984 was a book. | Follow us: +45 33 12 34 56 | Call 0800 123 456. | Ring 112
        in an emergency. | Windows 11 users, update. | Horizon 2020 is over. | Room
        2.14, second floor | Save 10 minutes a day. | page 12 of the brochure | 12:30
        – 14:00 | at 8.15am | May 3rd, 2027 | 3rd of May | on the 15th | 1/12: come to
        the fair | Postcode 8000 Aarhus C | ISBN 978-3-16-148410-0 | IBAN DE89 3704
        0044 0532 0130 00 | 45.5 °C | 20 °C outside | a 5 km walk | tickets from €5 |
        only 5 € each | Step 1: register. Step 2: come. | Q3 report | Web 3.0 | every
        3rd Tuesday | open 9-17 daily | Ref. 2026/14
    """),
    "da": phrases("""
        Kom den 5/12 kl. 18–20. | Vi ses 5.-7.12. i Odense. | Kl. 18.30 på Vestergade
        12, 2. sal, 5000 Odense C | Ring 33 12 34 56 | Tlf. 33123456 | Lokale 3.14 i
        2. sal | fra kl. 9 til 16 | 1. december kl. 10 | d. 5. maj | i 2027 | i
        1990'erne | uge 49 | mandag-fredag kl. 9-15 | jf. § 5, stk. 2 | for børn fra 6
        år | Entré: 50 kr. | halv 8 om aftenen | fredag den 13. | det 21. århundrede
    """),
    "de": phrases("""
        Vom 5. bis 7.12. in Wien. | Sie kommen am 5.12. um 18 Uhr. | gemäß § 5 Abs. 2
        DSGVO | Tel.: 0048 22 123 45 67 | Geöffnet Mo–Fr 9–17 Uhr | ab 18 Jahren | im
        19. Jahrhundert | Eintritt ab 16 Jahren | Hauptstr. 5, 1010 Wien | um halb 8 |
        Buslinie 13A | Die 20er-Jahre | Band 3, S. 12–14 | in KW 49 | das Grundgesetz,
        Art. 3 | DIN A4, DIN EN 301549 | um 10:00h | jede 2. Woche
    """),
    "fr": phrases("""
        Rendez-vous de 18h à 20h, 12 rue de Rivoli. | Le 1er décembre, à 9 h 30. | Le
        mardi 5 au jeudi 7 décembre | 75001 Paris | Tél. : 01 23 45 67 89 | L'article
        5, alinéa 2 | N° 3 de la revue | XXIe siècle, années 80 | dès 12 ans | salle
        12, 2e étage | la loi de 1901 | de 9h à 17h30 | 20 h précises | entrée : 5 € |
        Bus 12, arrêt Mairie
    """),
    "es": phrases("""
        C/ Mayor, 5, 3.º B, 31001 Pamplona | a las 18.30 h | de 9 a 14 h | el 5 de
        diciembre | del 5 al 7 de diciembre | Tel. 948 12 34 56 | mayores de 18 años |
        siglo 21 | el 8M | la ley 39/2006 | el artículo 14.2
    """),
    "ca": phrases("""
        5ed d'octubre | el dia 5 d'octubre a les 19 h | de 10 a 14 h | 1r pis | a dos
        quarts de 8 | a 2/4 de 8 del vespre | C/ Gran, 12, 2n 1a | el 5 d'octubre | 5
        d'oct.
    """),
    "pt": phrases("""
        1.º andar, sala 3 | às 18h30 | dia 5 de outubro, 21h | Rua Augusta, 12,
        1100-053 Lisboa
    """),
    "it": phrases("""
        dalle 18 alle 20 | il 5 dicembre alle ore 18 | il 1° maggio | Via Roma, 12,
        20121 Milano | tel. 02 1234567 | art. 3, comma 2 | dai 14 anni | anni '80 | al
        2° piano
    """),
    "pl": phrases("""
        5 grudnia o godz. 18.00 | w dniach 5–7 grudnia | ul. Długa 5/7 m. 12, 00-238
        Warszawa | tel. 22 123 45 67 | od 18 roku życia | w XXI w., lata 80. | art. 5
        ust. 2 | o 17:30 | w godz. 9–17 | co 2. tydzień
    """),
    "sv": phrases("""
        den 5 december kl 18–20 | Storgatan 12, 111 22 Stockholm | på 1800-talet |
        från 15 år | 08-123 45 67 | v. 49 | 2 tr. upp
    """),
    "fi": phrases("""
        5.12. klo 18–20 | 5.–7.12.2026 | Mannerheimintie 12 A 5, 00100 Helsinki | puh.
        040 123 4567 | 2. kerros | yli 18-vuotiaat | 1900-luvulla | klo 9.30 | ke
        5.12. | viikolla 49
    """),
    "el": phrases("""
        στις 5 Δεκεμβρίου, ώρα 18:00 | Πανεπιστημίου 12, 10679 Αθήνα | τηλ. 210
        1234567 | στις 6 μ.μ. | 5ος όροφος | άνω των 18 ετών
    """),
    "bg": phrases("""
        на 5 декември от 18 ч. | ул. „Раковски“ 12, 1000 София | тел. 02 123 45 67 |
        от 9 до 17 ч. | през 2027 г. | над 18 години | 5-и етаж | от 18:30 часа | ул.
        „Цар Иван Асен“ 7
    """),
    "mt": phrases("""
        fil-5 ta' Diċembru fis-6pm | Triq ir-Repubblika 12, Valletta VLT 1110 | fl-1
        ta' Mejju
    """),
    "hu": phrases("""
        december 5-én 18 órakor | 2026. december 5., szombat, 18:00 | Kossuth u. 12.,
        1055 Budapest | 18 éven felülieknek | az 5. emeleten
    """),
    "cs": phrases("""
        5. prosince v 18 hodin | od 9 do 17 h | Dlouhá 12, 110 00 Praha 1 | tel. 222
        123 456
    """),
    "sk": phrases("""
        5. decembra o 18.00 h
    """),
    "ro": phrases("""
        pe 5 decembrie, ora 18:00 | str. Mihai Eminescu nr. 12, ap. 3 | între orele 9
        și 17 | peste 18 ani
    """),
    "nl": phrases("""
        op 5 december om 18.00 uur | Kerkstraat 12, 1017 GC Amsterdam | van 9 tot 17
        uur | vanaf 12 jaar
    """),
    "ga": phrases("""
        ar an 5 Nollaig ag 6 i.n. | an 5ú lá de Mhárta
    """),
    "et": phrases("""
        5. detsembril kell 18
    """),
    "lv": phrases("""
        5. decembrī plkst. 18.00
    """),
    "lt": phrases("""
        gruodžio 5 d. 18 val. | nuo 9 iki 17 val.
    """),
    "sl": phrases("""
        5. decembra ob 18. uri
    """),
    "hr": phrases("""
        5. prosinca u 18 sati | Ilica 12, 10000 Zagreb
    """),
    "eu": phrases("""
        abenduaren 5ean, 18:00etan
    """),
    "nb": phrases("""
        halv 8 om kvelden
    """),
}

#: Shares, sums and counts.
TELLING: Final = {
    "en": phrases("""
        Every 2nd migrant here found work. | 40 associations joined. | We reached 3/4
        of the newcomers. | 1 in 5 newcomers | More than 200 took part. | Over 1,200
        signed up. | 5 out of 10 children | two of 12 regions | a budget of €1.2
        million | 2.5m euro | 30% more | 30 percent | up 12 points | 500k followers |
        11 regions, 34 channels | between 20 and 30 families | 3x more visitors |
        twice as many: 240 | attended by 85. | 12,000+ readers | 100+ partners | 10+
        cities | 5 new labs opened. | 15 years of experience | We trained 60. | We are
        300! | In 2026, 2000 people came. | €50,000 for every town | EN 200 people |
        ISO 9001 has 40 members | From 12 regions | over 18 years of work | on every
        2nd street | EUR 50,000
    """),
    "da": phrases("""
        40 foreninger er med | hver 5. nydanske | op til 30 pct. | 1,2 mio. kr. |
        flere end 1.200 deltog | 3 ud af 4 unge
    """),
    "de": phrases("""
        40 Vereine machen mit | rund 12.000 Menschen | jeder 3. Zugewanderte | 20
        Prozent mehr | 3 von 4 Jugendlichen | 1,5 Mio. Euro | ab 40 Vereinen
    """),
    "fr": phrases("""
        40 associations | un habitant sur 5 | 1 personne sur 4 | 20 % de plus | 12 000
        visiteurs | plus de 200 familles | 10 h 30 personnes
    """),
    "es": phrases("""
        40 asociaciones | 1 de cada 4 vecinos | un 20 % más | 12.000 personas | más de
        200 participaron | 12.500 € para cada pueblo
    """),
    "ca": phrases("""
        1 de cada 5
    """),
    "it": phrases("""
        40 associazioni | 1 su 5 | il 20% in più
    """),
    "pl": phrases("""
        40 stowarzyszeń | co 5. mieszkaniec | o 20% więcej | ponad 12 tys. osób
    """),
    "sv": phrases("""
        40 föreningar | var 5:e invånare | 20 procent fler
    """),
    "fi": phrases("""
        40 yhdistystä | joka 5. asukas | 20 prosenttia | yli 12 000 kävijää
    """),
    "el": phrases("""
        40 σύλλογοι | 20% περισσότεροι | 1 στους 5
    """),
    "bg": phrases("""
        40 сдружения | 20% повече | над 12 000 души | 1 от 5
    """),
    "mt": phrases("""
        40 assoċjazzjoni | 20% aktar
    """),
    "hu": phrases("""
        40 egyesület | 20%-kal több | minden 5. lakos
    """),
    "cs": phrases("""
        40 spolků | každý 5. obyvatel
    """),
    "ro": phrases("""
        40 de asociații | 20% mai mult
    """),
    "nl": phrases("""
        40 verenigingen | 1 op de 5
    """),
    "pt": phrases("""
        40 associações
    """),
    "ga": phrases("""
        40 cumann
    """),
    "et": phrases("""
        40 ühingut
    """),
    "lv": phrases("""
        40 biedrības
    """),
    "lt": phrases("""
        40 asociacijų
    """),
    "sl": phrases("""
        40 društev
    """),
    "hr": phrases("""
        40 udruga
    """),
    "eu": phrases("""
        40 elkarte
    """),
}
