"""Words that tell where a sentence ends, in the languages of the European Union and its neighbours.

No list here is complete, and none has to be: a word that is missing makes a text too long for a
network, and never a sentence that breaks off.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Capitalised words that begin a sentence and no name: pronouns, conjunctions, question words.
#: Those that politeness writes with a capital inside a sentence (Sie, Państwo, Lei) are left out.
OPENERS = _words("""
    We You They He She It This These Those That There What When Where Who Why How Which If But And
    Our Your Their Its My Because Although While Then Here Also Everyone Everybody Nobody
    Wir Ich Es Er Und Aber Oder Wenn Weil Dann Dort Hier Doch Denn Wer Was Wann Wo Wie Warum Welche
    Welcher Welches Unser Unsere Unseren Unserem Dieser Diese Dieses Diesen Diesem Dabei Dazu Dafür
    Damit Danach Dadurch Deshalb Darum Außerdem Alle Jede Jeder Jedes Man Mit Auch Seit Nach Für
    Nosotros Nosotras Ellos Ellas Nos Nuestro Nuestra Nuestros Nuestras Pero Porque Cuando Cómo
    Qué Quién Quiénes Dónde Cuándo Cuál Esta Esto Estos Estas Ese Esa Eso También Además Así
    Hay Cada Aquí Allí Para Con Desde Todos Todas Si Se
    Nosaltres Ells Elles Ens Nostre Nostra El·la Però Perquè Quan Com Què Qui On Quin Quina Aquest
    Aquesta Aquests Aquestes Això També Així Hi Cada Aquí Amb Des Us
    Guk Gu Zuk Hau Hori Hauek Baina Eta Edo Zer Nor Non Noiz Nola Zergatik Gure Zure Bere Hemen
    Gainera Ere Bai Ez Denok Guztiok
    My Nas Nam Nasz Nasza Nasze Naszym Oni One Ono To Ten Ta Tu Tam Ale Lub Albo Bo Gdy Kiedy
    Jak Gdzie Dlaczego Kto Co Jeśli Jeżeli Więc Dlatego Także Również Każdy Każda Wszyscy Razem
    Jest Są Dla Zapraszamy
    Noi Voi Loro Ci Vi Questo Questa Questi Queste Quello Quella Ma Perché Quando Chi Cosa Qual
    Quale Quali Anche Inoltre Così Ogni Qui Lì Nostro Nostri Nostre Con Tutti Tutte È
    Ne Ni Ei Ele Acest Această Acesta Aceasta Aceștia Acestea Dar Iar Sau Când Unde Cine Ce Cum
    Care Dacă Pentru Fiecare Aici Acolo Nostru Noastră Noștri Noastre Cu Toți Toate Sunt
    Vi Det Men Och Eller När Var Vad Hur Varför Vilken Vilka Om Här Där Vår
    Vårt Våra Detta Denna Dessa Varje Också Sedan Därför Som Efter
    Táimid Táim Tá Bhí Níl Is Ach Agus Nó Cathain Cá Cé Cad Conas Ár Seo Anseo Ansin Má
    Freisin Gach Beidh
    Nous Vous Ils Elles On Ce Cette Ces Cela Mais Et Ou Quand Où Qui Que Quoi Comment
    Pourquoi Notre Nos Votre Chaque Ici Aussi Avec Pour Dans Tous Toutes
    Nós Vocês Eles Elas Isto Isso Como Onde Porquê Nosso Nossa Cada Também Aqui Com
    Wij Zij Hij Dit Dat Deze Maar En Of Als Wanneer Waar Wie Wat Hoe Waarom Onze Ons Elke Ook Er
    Hun Hvor Hvem Hvad Hva Hvordan Hvorfor Hvis Hvornår Når Og Eller Vores Vår Dette Disse Også
    He Hän Tämä Nämä Mutta Ja Tai Kun Missä Kuka Mitä Miten Miksi Meidän Jokainen Myös
    Naše Naši Náš Tento Tato Toto Tyto Ale Nebo Když Kde Kdo Jak Proč Každý Také Tady Zde
    Mi Ők Ez Az És Vagy Ha Mikor Hol Ki Mit Hogyan Miért Minden Itt Ott Mindenki
    Meie Nad Kuid Või Kus Kes Mis Kuidas Miks Iga Siin Mēs Viņi Šis Šī Bet Vai Kad Kur Kas Kāpēc
    Mes Jie Šis Ši Bet Ir Kada Kaip Kodėl Kiekvienas Čia
    Ние Те Той Тя Това Тези Този Но И Или Когато Къде Кой Какво Как Защо Нашият Всеки Тук
    Ми Вони Він Вона Це Ці Цей Але Або Коли Де Хто Що Як Чому Наш Наша Наші Кожен Тут Також
    Εμείς Αυτό Αυτή Αυτός Αυτοί Αλλά Και Ή Όταν Πού Ποιος Τι Πώς Γιατί Κάθε Εδώ Μας Αν Επίσης
""")

#: Capitalised words that begin sentences, and names of streets, houses and papers as well.
ARTICLES = _words("""
    The A An Der Die Das Den Dem Des Ein Eine Einen Einem Einer In Im Am An Auf Zu Zum Zur Vom Von
    El La Los Las Lo Un Una Unos Unas Del Al En De Els Les Il Gli Le I Uno L Da Di Nel Nella
    O Os As Um Uma No Na Le Du Des Au Aux Une De Het Een Et Ett Ein Eit Na An Az Egy
""")

#: Words that often end a sentence and abbreviate nothing.
LAST_WORDS = _words("""
    it you too now here there today tomorrow together people others town work life time more
    uns ein aus mit dabei euch heute morgen hier dort zusammen gemeinsam mehr jetzt alle
    aquí allí hoy mañana todos todas juntos juntas más ahora vida casa ciudad gente año allà
    avui demà tothom junts juntes més ciutat dugu dute dira gara dago hemen gaur bihar denok
    elkarrekin tutaj dziś jutro razem wszyscy nami się oggi domani insieme tutti tutte città
    aici acolo astăzi mâine împreună toți toate viață idag imorgon tillsammans anseo inniu
    amárach againn demain ensemble tous toutes follows works matters counts begins starts
    listens helps region regions europe place week weeks everybody everyone regionen europa
    región regiones regió regione regioni regiune regiuni regionu regionów europy regioner
""")

#: Abbreviations that could pass for whole words, in small letters.
ABBREVIATED = _words("""
    etc usw usf uvm itd itp itt osv mfl dvs bla approx aprox avda avgda depto dpto dept
    excma excmo ilma ilmo izqda dcha ctra pza plza urb prof dott dottssa sig sigra sigri ing
    arch avv geom rag on art arts núm num nr no nos ca ggf evtl bzw inkl exkl zzgl insbes sog
    mio mrd mill mld tsd mln tys str ul al pl os ks św bł red zob tzw godz gen płk woj pow prof hab
    bd bul bulev șos sos spl dl dna dnei sf sfta jud com st ste sta sto sr sra sres sras srta dr dra
    drs mr mrs ms messrs jr rev hon capt col lt sgt gov pres sen rep ave blvd rd sq mt ft inc ltd co
    corp univ assoc vol vols ed eds pp pág págs pag pàg pàgs fig figs tel fax cf vgl vs resp
    max min abs allg bes bspw bzgl ehem einschl gem geb gegr gest hl jh jhdt kath evang ev kfm lt
    nat od österr rd röm südl nördl östl westl verw zit zw zus abt hbf bhf bf pfr frl hr fr stud
    mag dipl lic bacc rer phil jur med theol kand fil tekn kungl kgl avd ordf adib etab hots zk
    srl lch uimh tas uas aut jan feb febr mär apr jun jul aug sep sept okt oct nov dez dec ene
    abr ago dic gen febbr mar apr mag giu lug ago set ott nov dic sty lut kwi cze lip wrz paź lis
    gru ian iun iul dec janv févr avr juil déc mo di mi do fr sa so mon tue tues wed thu thur
    thurs fri sat sun lun mar mié jue vie sáb dom pon wt śr czw pt sob ndz
    вул просп пл бул гр ул ім тел стор οδ λεωφ αρ τηλ σελ κ
""")

#: The endings of whole words of eight letters and more. Who abbreviates so long a word leaves its
#: ending out: "wissenschaftl.", "einschl.", "Constit.".
INFLECTED = tuple(
    sorted(
        _words("""
    en er es ung heit keit schaft ing ings ed ers ies tion tions ment ments ness
    ities ous os as ás és ción sión dad tad mos ar ir ció tat ons ens ów ach ych ich ymi
    ość ać eć ić cie ym om ul lor ați eți iți ăm tor or ket get het tet nar ak ek ik tik
    tzen ean acht amh adh aigh ais ny ς ων ся ти ів ых ого
""")
    )
)

#: Endings of long words that people do leave out: "Verwaltungsger.", "Kulturzen."
CUT_OFF = ("sger", "dger", "zen")
