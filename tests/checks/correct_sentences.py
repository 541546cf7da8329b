"""Correct sentences full of the letters that mojibake is made of, in many languages."""

from __future__ import annotations

from typing import Final

CORRECT: Final = tuple(
    """
    A naïve café owner in Ålesund said: “It’s 20 °C – and £5 isn’t a lot…”
    ¿Qué pasó en A Coruña? «¡Nada!», dijo la cigüeña del 3.º piso, n.º 5.
    L’Àngela i l’Òscar són a l’Eivissa més il·luminada; «QUÈ?», va dir.
    Às vezes, a AMBIÇÃO e a NAÇÃO são… «ação» não é só EDUCAÇÃO.
    São João à noite: «É a vez», disse o Ângelo, e a Úrsula também. Já são 5 €.
    Où êtes-vous ? « À la plage », répondit Élodie : « Ça va être génial ! »
    L’ÉTÉ À L’ÉCOLE… « VOILÀ » et « DÉJÀ » s’écrivent avec accent, œuvre à cœur.
    È vero: «Perché no?». La CITTÀ è più bella di così, l’UNIVERSITÀ anche.
    Größe, Übermut und ÄRGER: „Straße“ heißt in der Schweiz Strasse – Ähnliches gilt für Öl.
    »Ærlig talt«, sagde Åse på Ærø, »det koster 20 kr. – ikke så dårligt …«
    Ålänningar på Åland äter ål i å. ”Ä” är en bokstav, säger Östen: ÄÖÅ.
    Äänestäjä Ääsmäeltä; ”Yöllä”, sanoi Åke – hääyöaie.
    Zażółć gęślą jaźń: „Łódź” i „ŚĆŹŻ” – Święto Niepodległości… ŻÓŁĆ.
    Příliš žluťoučký kůň úpěl ďábelské ódy. „ČŘŽ“ – Ěšč.
    Vypäťte sa, ľudia! „Ľúbosť“ z Ľubľany, ĹŔ sú dlhé: vŕba, stĺp – Ĺ.
    Árvíztűrő tükörfúrógép: „Őszi ŰRHAJÓ” – ŐŰÖÜ.
    Țara noastră și Iași: „Ștefan cel Mare”, ÎNCĂ ÎN ÂMBELE – Ăsta-i Âmbra, TÂRGU MUREȘ „Ă”.
    Čeština, Đakovo, Šibenik, Žabljak: „Ćevapčići”, rekao je Đuro.
    Čeprav žabe šumijo: »Češnje«, je rekel Žiga.
    Ēriks un Ķēniņš: “Šķiņķis” – ĢĪĻŅŪŽ.
    Žąsys šaukė: „Ėjau į Šiaulius“ – ĄČĘĖĮŠŲŪŽ.
    Õhtu öösel ülemus: „Äär“ – ÕÄÖÜ Žürii.
    Þórður á Ísafirði át ær. „Ð“ er stafur; ÆÐI, sagði Ögmundur.
    Tá Éire ar fáil: “Ó Dhún na nGall”, arsa Áine – Úna agus Íde.
    Ħaż-Żebbuġ u Għarb: “Ċikku” – Ġużè, Ħ, Ż.
    İstanbul’da Şişli’nin ağacı: “ÇĞŞÜÖİ” – Iğdır.
    Ποιος είναι; «Άννα», είπε η Έλλη· 20 €. ΆΈΉΊΌΎΏ…
    Хто тут? «Ґанна», — сказала Євгенія; 20 ₴. Її їжак — Ё.
    Кой е там? „Щъркел“, каза Ъруля – № 5.
    Рота «Россия» — это СТРОКА… Рада, РФ, Санкт-Петербург.
    Việt Nam: “Ở đâu?” – Ăn Ở Ân Ưu ĐẶC BIỆT.
    你好，世界！“欢迎”——10℃。 こんにちは、「世界」。 안녕하세요 … 세계.
    שלום – “עולם”. مرحبا «بالعالم»؟ नमस्ते “दुनिया”।
    © 2026 EU-BELONG® ™ · § 5 · № 3 · ½ · 20 % · 5 × 3 · £20 · ¥5 · ± 1 · µm · ¶
    Temperatures: 20°C, −5 °C; prices: 20€, £5, ¥100, 50¢; „Â“ and «Ã» and “â€” of typography Ä…
    """.strip().splitlines()
)
