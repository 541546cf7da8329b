"""Sentences of our own in ten languages, on which the detector of languages is measured.

Each has 40 characters or more. They speak of the things that public posts speak of: meetings,
weather, transport, health, schools, food, history and dates. None is taken from another text.
"""

from __future__ import annotations

from typing import Final

CORPUS: Final = {
    "en": """
The library opens at nine and stays open until the last reader has gone.
Bring a coat, because the hall is cold in the morning.
Nobody knew that the old bridge had been closed for repairs.
We asked forty shopkeepers what they would change first.
The bus to the hospital runs every ten minutes on weekdays.
Children under twelve travel free if an adult is with them.
Her grandmother still bakes bread in the oven behind the house.
Please send your questions before the end of the week.
A short walk along the river takes you to the market square.
The council voted twice and came to the same result.
Most of the volunteers had never met before that evening.
Rain is expected from the west, with wind along the coast.
You can borrow a bicycle at the station and return it anywhere.
The teachers wrote down everything the parents had told them.
Three of the five houses were built without any help.
It took them two years to learn how the harbour really works.
Coffee and soup are served at noon in the room next door.
What would you do if the school bus stopped coming?
The doctor explained the forms in words that everybody understood.
Our street looks different now that the trees have grown.
They planted beans, onions and a long row of sunflowers.
The exhibition shows letters that were never answered.
If you miss the first meeting, there is another one on Thursday.
Half of the money goes to clubs that young people run themselves.
The mayor listened more than she talked, and took notes.
Somebody left a blue umbrella under the second table.
The new timetable begins on the first Sunday of the month.
Without the neighbours the festival would not have happened.
He learned the language by singing in the village choir.
Tell us which rule makes your working day harder than it should be.
""",
    "es": """
La biblioteca abre a las nueve y no cierra hasta que se va el último lector.
Traed un abrigo, porque por la mañana hace frío en la sala.
Nadie sabía que el puente viejo estaba cerrado por obras.
Preguntamos a cuarenta comerciantes qué cambiarían primero.
El autobús al hospital pasa cada diez minutos los días laborables.
Los menores de doce años viajan gratis si van con un adulto.
Su abuela todavía cuece el pan en el horno de detrás de la casa.
Enviad vuestras preguntas antes de que acabe la semana.
Un paseo corto junto al río lleva hasta la plaza del mercado.
El pleno votó dos veces y llegó al mismo resultado.
La mayoría de los voluntarios no se conocían antes de aquella tarde.
Se espera lluvia por el oeste, con viento en toda la costa.
Puedes alquilar una bicicleta en la estación y dejarla donde quieras.
Las maestras apuntaron todo lo que les habían contado las familias.
Tres de las cinco casas se levantaron sin ninguna ayuda.
Tardaron dos años en entender cómo funciona de verdad el puerto.
A mediodía se sirven café y sopa en la sala de al lado.
¿Qué harías si el autobús escolar dejara de pasar?
La médica explicó los formularios con palabras que entendía todo el mundo.
Nuestra calle parece otra desde que han crecido los árboles.
Plantaron judías, cebollas y una larga hilera de girasoles.
La exposición muestra cartas que nunca tuvieron respuesta.
Si te pierdes la primera reunión, hay otra el jueves.
La mitad del dinero va a asociaciones que llevan los propios jóvenes.
La alcaldesa escuchó más de lo que habló y tomó notas.
Alguien dejó un paraguas azul debajo de la segunda mesa.
El nuevo horario empieza el primer domingo del mes.
Sin los vecinos, la fiesta no se habría celebrado.
Aprendió el idioma cantando en el coro del pueblo.
Cuéntanos qué norma te complica la jornada más de la cuenta.
""",
    "ca": """
La biblioteca obre a les nou i no tanca fins que marxa l’últim lector.
Porteu un abric, perquè al matí fa fred a la sala.
Ningú no sabia que el pont vell era tancat per obres.
Vam preguntar a quaranta botiguers què canviarien primer.
L’autobús de l’hospital passa cada deu minuts els dies feiners.
Els menors de dotze anys viatgen de franc si van amb un adult.
La seva àvia encara cou el pa al forn de darrere la casa.
Envieu les vostres preguntes abans que acabi la setmana.
Una passejada curta vora el riu us porta fins a la plaça del mercat.
El ple va votar dues vegades i va arribar al mateix resultat.
La majoria dels voluntaris no es coneixien abans d’aquell vespre.
S’espera pluja per ponent, amb vent a tota la costa.
Podeu llogar una bicicleta a l’estació i deixar-la on vulgueu.
Les mestres van apuntar tot el que els havien explicat les famílies.
Tres de les cinc cases es van aixecar sense cap ajuda.
Van trigar dos anys a entendre com funciona de debò el port.
Al migdia se serveixen cafè i sopa a la sala del costat.
Què faries si l’autobús de l’escola deixés de passar?
La metgessa va explicar els formularis amb paraules que tothom entenia.
El nostre carrer sembla un altre des que han crescut els arbres.
Van plantar mongetes, cebes i una filera llarga de gira-sols.
L’exposició mostra cartes que mai no van tenir resposta.
Si us perdeu la primera reunió, n’hi ha una altra dijous.
La meitat dels diners va a entitats que porten els mateixos joves.
L’alcaldessa va escoltar més que no pas parlar, i va prendre notes.
Algú va deixar un paraigua blau sota la segona taula.
El nou horari comença el primer diumenge del mes.
Sense els veïns, la festa no s’hauria pogut fer.
Va aprendre la llengua cantant a la coral del poble.
Expliqueu-nos quina norma us complica la jornada més del compte.
""",
    "pl": """
Biblioteka otwiera się o dziewiątej i czeka na ostatniego czytelnika.
Weźcie płaszcz, bo rano w sali jest zimno.
Nikt nie wiedział, że stary most zamknięto z powodu remontu.
Zapytaliśmy czterdziestu sklepikarzy, co zmieniliby najpierw.
Autobus do szpitala kursuje w dni robocze co dziesięć minut.
Dzieci do lat dwunastu jadą za darmo, jeśli towarzyszy im dorosły.
Jej babcia nadal piecze chleb w piecu za domem.
Prosimy o przesłanie pytań przed końcem tygodnia.
Krótki spacer wzdłuż rzeki prowadzi na rynek.
Rada głosowała dwa razy i doszła do tego samego wyniku.
Większość ochotników nigdy wcześniej się nie spotkała.
Od zachodu spodziewany jest deszcz, a na wybrzeżu silny wiatr.
Rower można wypożyczyć na dworcu i zostawić gdziekolwiek.
Nauczycielki zapisały wszystko, co opowiedzieli im rodzice.
Trzy z pięciu domów powstały bez żadnej pomocy.
Dwa lata uczyli się, jak naprawdę działa port.
W południe w sąsiedniej sali podajemy kawę i zupę.
Co byś zrobił, gdyby szkolny autobus przestał przyjeżdżać?
Lekarka objaśniła formularze słowami zrozumiałymi dla każdego.
Nasza ulica wygląda inaczej, odkąd urosły drzewa.
Posadzili fasolę, cebulę i długi rząd słoneczników.
Wystawa pokazuje listy, na które nikt nie odpisał.
Jeśli ominie cię pierwsze spotkanie, następne jest w czwartek.
Połowa pieniędzy trafia do klubów prowadzonych przez młodzież.
Burmistrzyni więcej słuchała, niż mówiła, i robiła notatki.
Ktoś zostawił niebieski parasol pod drugim stołem.
Nowy rozkład jazdy obowiązuje od pierwszej niedzieli miesiąca.
Bez sąsiadów festyn w ogóle by się nie odbył.
Nauczył się języka, śpiewając w wiejskim chórze.
Powiedz nam, który przepis najbardziej utrudnia ci pracę.
""",
    "it": """
La biblioteca apre alle nove e resta aperta fino all’ultimo lettore.
Portate un cappotto, perché al mattino in sala fa freddo.
Nessuno sapeva che il vecchio ponte fosse chiuso per lavori.
Abbiamo chiesto a quaranta negozianti che cosa cambierebbero per prima.
L’autobus per l’ospedale passa ogni dieci minuti nei giorni feriali.
I bambini sotto i dodici anni viaggiano gratis con un adulto.
Sua nonna cuoce ancora il pane nel forno dietro casa.
Mandateci le vostre domande entro la fine della settimana.
Una breve passeggiata lungo il fiume porta alla piazza del mercato.
Il consiglio ha votato due volte con lo stesso risultato.
La maggior parte dei volontari non si era mai vista prima di quella sera.
Si prevede pioggia da ovest, con vento lungo la costa.
Si può noleggiare una bicicletta in stazione e lasciarla dove si vuole.
Le maestre hanno annotato tutto quello che dicevano i genitori.
Tre delle cinque case sono state costruite senza alcun aiuto.
Ci hanno messo due anni a capire come funziona davvero il porto.
A mezzogiorno si servono caffè e minestra nella stanza accanto.
Che cosa faresti se lo scuolabus smettesse di passare?
La dottoressa ha spiegato i moduli con parole comprensibili a tutti.
La nostra via è un’altra da quando gli alberi sono cresciuti.
Hanno piantato fagioli, cipolle e una lunga fila di girasoli.
La mostra raccoglie lettere che non hanno mai avuto risposta.
Se perdete il primo incontro, ce n’è un altro giovedì.
Metà dei soldi va ad associazioni gestite dai giovani stessi.
La sindaca ha ascoltato più di quanto abbia parlato, e prendeva appunti.
Qualcuno ha lasciato un ombrello blu sotto il secondo tavolo.
Il nuovo orario comincia la prima domenica del mese.
Senza i vicini la festa non si sarebbe fatta.
Ha imparato la lingua cantando nel coro del paese.
Diteci quale regola rende più pesante la vostra giornata di lavoro.
""",
    "de": """
Die Bücherei öffnet um neun und schließt erst nach dem letzten Gast.
Bringt einen Mantel mit, denn morgens ist es im Saal kalt.
Niemand wusste, dass die alte Brücke wegen Bauarbeiten gesperrt war.
Wir fragten vierzig Ladenbesitzer, was sie zuerst ändern würden.
Der Bus zum Krankenhaus fährt werktags alle zehn Minuten.
Kinder unter zwölf fahren kostenlos, wenn ein Erwachsener dabei ist.
Ihre Großmutter backt das Brot noch im Ofen hinter dem Haus.
Schickt uns eure Fragen bitte vor Ende der Woche.
Ein kurzer Weg am Fluss entlang führt zum Marktplatz.
Der Rat stimmte zweimal ab und kam zum selben Ergebnis.
Die meisten Freiwilligen hatten sich vor diesem Abend nie gesehen.
Von Westen kommt Regen, an der Küste wird es windig.
Ein Fahrrad kann man am Bahnhof leihen und überall abstellen.
Die Lehrerinnen schrieben alles auf, was die Eltern erzählten.
Drei der fünf Häuser entstanden ganz ohne Hilfe.
Sie brauchten zwei Jahre, um den Hafen wirklich zu verstehen.
Mittags gibt es nebenan Kaffee und eine warme Suppe.
Was würdest du tun, wenn der Schulbus nicht mehr käme?
Die Ärztin erklärte die Formulare in Worten, die jeder verstand.
Unsere Straße sieht anders aus, seit die Bäume gewachsen sind.
Sie pflanzten Bohnen, Zwiebeln und eine lange Reihe Sonnenblumen.
Die Ausstellung zeigt Briefe, die nie beantwortet wurden.
Wer das erste Treffen verpasst, kommt am Donnerstag zum nächsten.
Die Hälfte des Geldes geht an Vereine, die Jugendliche selbst leiten.
Die Bürgermeisterin hörte mehr zu, als sie sprach, und schrieb mit.
Jemand hat einen blauen Schirm unter dem zweiten Tisch vergessen.
Der neue Fahrplan gilt ab dem ersten Sonntag des Monats.
Ohne die Nachbarn hätte das Fest nicht stattgefunden.
Er lernte die Sprache beim Singen im Dorfchor.
Sagt uns, welche Vorschrift euch die Arbeit unnötig schwer macht.
""",
    "sv": """
Biblioteket öppnar klockan nio och stänger när den sista läsaren har gått.
Ta med en kappa, för det är kallt i salen på morgonen.
Ingen visste att den gamla bron var avstängd för reparation.
Vi frågade fyrtio butiksägare vad de helst skulle ändra.
Bussen till sjukhuset går var tionde minut på vardagar.
Barn under tolv år reser gratis tillsammans med en vuxen.
Hennes mormor bakar fortfarande bröd i ugnen bakom huset.
Skicka gärna era frågor före veckans slut.
En kort promenad längs ån leder till torget.
Nämnden röstade två gånger och kom till samma resultat.
De flesta frivilliga hade aldrig träffats före den kvällen.
Regn väntas från väster och det blåser längs kusten.
Du kan låna en cykel vid stationen och lämna den var som helst.
Lärarna skrev ner allt som föräldrarna hade berättat.
Tre av de fem husen byggdes helt utan hjälp.
Det tog dem två år att förstå hur hamnen egentligen fungerar.
Mitt på dagen serveras kaffe och soppa i rummet intill.
Vad skulle du göra om skolbussen slutade komma?
Läkaren förklarade blanketterna med ord som alla förstod.
Vår gata ser annorlunda ut sedan träden har vuxit upp.
De planterade bönor, lök och en lång rad solrosor.
Utställningen visar brev som aldrig blev besvarade.
Om du missar det första mötet finns det ett till på torsdag.
Hälften av pengarna går till föreningar som unga själva driver.
Borgmästaren lyssnade mer än hon talade och förde anteckningar.
Någon har glömt ett blått paraply under det andra bordet.
Den nya tidtabellen gäller från den första söndagen i månaden.
Utan grannarna hade festen aldrig blivit av.
Han lärde sig språket genom att sjunga i byns kör.
Berätta vilken regel som gör din arbetsdag onödigt svår.
""",
    "ro": """
Biblioteca se deschide la nouă și rămâne deschisă până pleacă ultimul cititor.
Luați un palton, fiindcă dimineața e frig în sală.
Nimeni nu știa că podul vechi fusese închis pentru reparații.
Am întrebat patruzeci de comercianți ce ar schimba mai întâi.
Autobuzul spre spital circulă din zece în zece minute în zilele lucrătoare.
Copiii sub doisprezece ani călătoresc gratuit împreună cu un adult.
Bunica ei coace și acum pâinea în cuptorul din spatele casei.
Vă rugăm să trimiteți întrebările înainte de sfârșitul săptămânii.
O scurtă plimbare de-a lungul râului duce în piața mare.
Consiliul a votat de două ori și a ajuns la același rezultat.
Cei mai mulți voluntari nu se întâlniseră niciodată înainte.
Se așteaptă ploaie dinspre vest și vânt pe litoral.
Puteți închiria o bicicletă din gară și o lăsați oriunde.
Învățătoarele au notat tot ce le-au povestit părinții.
Trei dintre cele cinci case au fost ridicate fără niciun ajutor.
Le-au trebuit doi ani ca să înțeleagă cum funcționează portul.
La prânz se servesc cafea și supă în încăperea alăturată.
Ce ai face dacă autobuzul școlar nu ar mai veni?
Doctorița a explicat formularele în cuvinte pe care le-a înțeles oricine.
Strada noastră arată altfel de când au crescut copacii.
Au plantat fasole, ceapă și un rând lung de floarea-soarelui.
Expoziția prezintă scrisori la care nu a răspuns nimeni.
Dacă pierdeți prima întâlnire, mai este una joi.
Jumătate din bani merg la cluburi conduse chiar de tineri.
Primărița a ascultat mai mult decât a vorbit și și-a luat notițe.
Cineva a uitat o umbrelă albastră sub a doua masă.
Noul orar intră în vigoare din prima duminică a lunii.
Fără vecini, sărbătoarea nu ar fi avut loc.
A învățat limba cântând în corul satului.
Spuneți-ne ce regulă vă îngreunează cel mai mult ziua de lucru.
""",
    "ga": """
Osclaíonn an leabharlann ar a naoi agus fanann sí oscailte go tráthnóna.
Tabhair cóta leat, mar bíonn sé fuar sa halla ar maidin.
Ní raibh a fhios ag aon duine go raibh an seandroichead dúnta.
Chuireamar ceist ar dhaichead siopadóir faoin gcéad athrú a dhéanfaidís.
Téann an bus chuig an ospidéal gach deich nóiméad i rith na seachtaine.
Bíonn taisteal saor in aisce ag páistí faoi bhun dhá bhliain déag.
Bácálann a seanmháthair arán fós san oigheann ar chúl an tí.
Seol do chuid ceisteanna chugainn roimh dheireadh na seachtaine.
Tógfaidh siúlóid ghearr cois abhann thú go dtí cearnóg an mhargaidh.
Vótáil an chomhairle faoi dhó agus bhí an toradh céanna ann.
Níor casadh formhór na n-oibrithe deonacha ar a chéile roimhe sin.
Táthar ag súil le báisteach ón iarthar agus le gaoth cois cósta.
Is féidir rothar a fháil ar iasacht ag an stáisiún agus é a fhágáil áit ar bith.
Scríobh na múinteoirí síos gach rud a dúirt na tuismitheoirí.
Tógadh trí cinn de na cúig theach gan aon chabhair.
Thóg sé dhá bhliain orthu a thuiscint conas a oibríonn an cuan.
Bíonn caife agus anraith ar fáil ag meán lae sa seomra taobh leis.
Cad a dhéanfá dá stopfadh bus na scoile ag teacht?
Mhínigh an dochtúir na foirmeacha i bhfocail a thuig gach duine.
Tá cuma eile ar ár sráid anois ó d’fhás na crainn.
Chuir siad pónairí, oinniúin agus sraith fhada lus na gréine.
Taispeánann an taispeántas litreacha nár freagraíodh riamh.
Má chailleann tú an chéad chruinniú, beidh ceann eile ann Déardaoin.
Téann leath an airgid chuig clubanna atá á reáchtáil ag daoine óga.
D’éist an méara níos mó ná mar a labhair sí, agus ghlac sí nótaí.
D’fhág duine éigin scáth fearthainne gorm faoin dara bord.
Tosaíonn an t-amchlár nua ar an gcéad Domhnach den mhí.
Gan na comharsana ní bheadh an fhéile ann ar chor ar bith.
D’fhoghlaim sé an teanga trí bheith ag canadh i gcór an tsráidbhaile.
Inis dúinn cén riail a dhéanann do lá oibre níos deacra ná mar is gá.
""",
    "eu": """
Liburutegia bederatzietan irekitzen da, eta azken irakurlea joan arte ez da ixten.
Ekarri berokia, goizean hotz egiten baitu aretoan.
Inork ez zekien zubi zaharra obrengatik itxita zegoela.
Berrogei dendariri galdetu genien zer aldatuko luketen lehenik.
Ospitalerako autobusa hamar minututik behin pasatzen da lanegunetan.
Hamabi urtetik beherakoek doan bidaiatzen dute heldu batekin.
Haren amonak etxe atzeko labean egiten du ogia oraindik.
Bidali zuen galderak astea amaitu baino lehen, mesedez.
Ibaiertzetik ibilaldi labur bat eginda iristen da azokako plazara.
Udalbatzak bi aldiz bozkatu zuen, eta emaitza bera izan zen.
Boluntario gehienek ez zuten elkar ezagutzen arratsalde hura baino lehen.
Euria espero da mendebaldetik, eta haizea kostalde osoan.
Bizikleta bat har dezakezu geltokian, eta nahi duzun lekuan utzi.
Irakasleek gurasoek kontatu zieten guztia idatzi zuten.
Bost etxeetatik hiru inongo laguntzarik gabe eraiki ziren.
Bi urte behar izan zituzten portua nola dabilen ulertzeko.
Eguerdian kafea eta zopa ematen dira ondoko gelan.
Zer egingo zenuke eskolako autobusa etortzeari utziko balio?
Medikuak denek ulertzeko moduko hitzekin azaldu zituen inprimakiak.
Gure kaleak beste itxura bat du zuhaitzak hazi zirenetik.
Babarrunak, tipulak eta ekilore ilara luze bat landatu zituzten.
Erakusketak inoiz erantzun ez ziren gutunak biltzen ditu.
Lehenengo bilera galtzen baduzu, ostegunean beste bat izango da.
Diruaren erdia gazteek eurek zuzentzen dituzten elkarteetara doa.
Alkateak hitz egin baino gehiago entzun zuen, eta oharrak hartu zituen.
Norbaitek aterki urdin bat utzi du bigarren mahaiaren azpian.
Ordutegi berria hileko lehen igandean jarriko da indarrean.
Auzokiderik gabe jaia ez zen egingo inola ere.
Herriko abesbatzan abesten ikasi zuen hizkuntza.
Esaguzu zein arauk zailtzen dizun gehien lan eguna.
""",
}
"""Sentences by language, one a line."""

#: Short texts and texts with foreign names, as posts have them: nothing may be said of these.
LOOK_ALIKES: Final = (
    ("es", "Vote Maria Josep Puig i Cadafalch, arquitecto y político de Mataró"),
    ("en", "“Ley de Extranjería” is the name of the Spanish law on foreigners in Spain"),
    ("de", "Das Projekt „Building Bridges“ beginnt am Montag mit einem Workshop"),
    ("ca", "El congrés «Integration and Participation» comença dilluns a Girona"),
    ("it", "Il libro «The Lonely Londoners» di Sam Selvon arriva in biblioteca"),
    ("sv", "Mötet med Regione Emilia-Romagna hålls i Göteborg på onsdag klockan tre"),
    ("ro", "Întâlnirea cu Västra Götalandsregionen are loc miercuri la Timișoara"),
    ("pl", "Spotkanie z Comunidad Foral de Navarra odbędzie się w Poznaniu w środę"),
    ("eu", "Land Salzburg erakundeko ordezkariak datoz asteazkenean Iruñera"),
    ("ga", "Beidh ionadaithe ó Generalitat de Catalunya i nGaillimh Dé Céadaoin"),
)
"""Texts that are in their language and hold names or titles of another one."""
