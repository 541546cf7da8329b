"""One sentence a line, in which a stop, a mark or a bracket ends nothing."""

from __future__ import annotations

from typing import Final

_BY_LANGUAGE: Final = {
    "en": """
        The bus leaves from St. James Street at the corner of the old market.
        Dr. M. L. King is quoted on the wall of the community centre.
        Ask for Mrs. O'Brien or Mr. Smith at the front desk of the library.
        We meet in room No. 5 of the town hall on the first floor.
        The work of the Univ. Extension Service is shown in the foyer.
        Approx. Half of the places are free, says the Dept. of Culture.
        The Rt. Hon. Mary Robinson opens the day with the Rev. Paul Kelly.
        Bring a drink, a cake, etc. Everything else is there.
        Our partner Acme Corp. International pays for the coffee.
        The U.S. Embassy and the E.U. Delegation send their greetings.
        Look at p. 12, fig. A and vol. II of the report.
        The Assoc. Press and the Govt. Gazette were there, cf. Annex A.
        Mt. Errigal is seen from Ft. Dunree and from Inch Is. Ferry.
        “Come in!” Mary said to everybody who stood at the door.
        The band Panic… At The Disco plays, and everybody may dance.
        The doors open at 7 p.m. Irish time on Thursday.
        See https://example.eu/about.html. Everything is there (in English. Really).
        It was on Sat. Morning, Jan. Third, and on Sun. Evening.
        The Bldg. Committee and the Ave. Residents meet, incl. Children.
        We spoke with Capt. Nolan, Sgt. Byrne, Lt. Casey and Col. Moore.
        The shop on Dame Blvd. South sells the maps of the Intercult. Network.
        Write to J. R. R. Tolkien Society, attn. Secretary.
    """,
    "es": """
        Nos vemos en la biblioteca de la Avda. Constitución, junto al parque.
        La Sra. López y el Sr. García abren la jornada en la plaza.
        Viven aquí aprox. Mil personas, según el Ayto. Nuevo de la comarca.
        El taller es en la C. Mayor, 3.º izq. Puerta azul.
        Traed algo para beber, p. ej. Zumo de naranja o limonada.
        El Excmo. Ayuntamiento y la Excma. Diputación Provincial invitan.
        Hablará la Dra. Núñez, de la Univ. Autónoma de la región.
        La Pza. Mayor, la Ctra. Vieja y el Pso. Marítimo estarán cerrados.
        El día 15. Diciembre empieza con música en directo.
        «¡Venid!» María lo dijo desde el balcón del ayuntamiento.
        Cuando dije ¡basta! María se fue de la reunión.
        Vivimos en EE. UU. Norte y en la UE desde hace años.
        Pregunta por D. Manuel o por D.ª Carmen en la entrada.
        La Cía. Nacional de Danza actúa con el Ilmo. Cabildo.
        El Dpto. Cultura y el Depto. Juventud organizan la fiesta.
        Véase el art. Tercero, pág. Siete y el núm. Doce de la revista.
        La calle Constit. Española lleva al centro cívico.
        La Fundac. Europea y la Asoc. Vecinal ponen la comida.
        Quedamos en la estación de Sta. Justa, y luego… Sevilla entera.
        El Gral. Prim y el Cmdte. Ruiz dan nombre a dos calles.
        La jornada (con traducción. Gratis) es para todo el mundo.
        Trabajan S. A. Bilbao y S. L. Madrid con nosotros.
    """,
    "ca": """
        Ens veiem a l'Av. Diagonal, davant de la biblioteca del barri.
        La Sra. Puig i el Sr. Ferrer obren la jornada a la plaça.
        Porteu coses per compartir, p. ex. Fruita o pa amb tomàquet.
        Hi viuen aprox. Dues mil persones de tot el món.
        L'Excm. Ajuntament i l'Il·lm. Consell Comarcal hi conviden.
        El taller és a la pl. Catalunya, núm. Tres, tercer pis.
        Parlarà la Dra. Mas, de la Univ. Rovira i Virgili.
        Vegeu l'art. Segon, pàg. Vuit i el vol. Primer de l'informe.
        «Veniu!» Maria ho va dir des del balcó de l'ajuntament.
        El dia 15. Desembre comença amb música en directe.
        La Ctra. Vella i el Pg. Marítim estaran tallats al matí.
        El Dept. Cultura i la Dir. General de Joventut organitzen la festa.
        Treballem amb l'Assoc. Veïnal i la Fund. Bofill des de fa anys.
        El Sant. Pare i Mn. Cinto són dos carrers del barri.
        Trobem-nos a Sta. Coloma, i després… Barcelona sencera.
        La jornada (amb traducció. Gratuïta) és per a tothom.
        L'obra de J. V. Foix i de C. A. Jordana s'hi exposa.
        La seu és a l'Avgda. Pau Casals, tel. Nou del directori.
        Els EUA. Nord i la UE hi participen amb un estand.
        La Cia. Elèctrica Dharma toca a la nit, etc. Tothom balla.
        El Gral. Prim dona nom al c. Major del poble.
        Hi ha menú vegetarià, vegà, s/gluten, etc. Demaneu-lo.
    """,
    "eu": """
        Udaletxean elkartuko gara, Andra Mari kalea 5. Solairuan.
        Hitzaldia 15. Abenduan izango da liburutegi zaharrean.
        Ekarri zerbait jateko, adib. Fruta edo ogia.
        Gutxi gorab. Berrehun lagun bizi dira auzo honetan.
        Dr. Etxeberria eta And. Olaizola izango dira bertan.
        Eusko Jaurl. Kultura Saila eta Gipuzkoako Foru Ald. Berria daude.
        Ikus 12. Or. eta 3. Art. Txostenean.
        «Etorri!» Miren oihukatu zuen balkoitik.
        Kontzertua Sta. Maria plazan da, eta gero… Donostia osoa.
        Tel. Zenbakia atarian dago, zk. Berria da.
        Unib. Publikoa eta Dep. Nagusia gure lagunak dira.
        Aurkezpena (euskaraz. Doan) denontzat da.
        J. A. Artze eta X. Lete gogoan ditugu.
        S. A. Bilbao eta S. L. Donostia lankide ditugu.
        XX. Mendeko argazkiak ikusgai daude.
        Pl. Berria eta Et. Nagusia itxita egongo dira.
        Hezkuntza, kirola, etab. Aztertuko dira bertan.
        Sr. Garmendia eta Sra. Lasa mahaian eseriko dira.
        Jn. Arrieta eta And. Uribe ere bai.
        Herri Bat. Txikia eta Ikast. Handia elkarrekin ari dira.
        AEB. Iparraldea eta EB. Hegoaldea ere hor dira.
        www.adibidea.eus. Atarian duzu informazio guztia.
    """,
    "pl": """
        Spotykamy się w domu kultury przy ul. Długiej, wejście od podwórza.
        Zapraszamy na pl. Wolności, al. Jerozolimskie i os. Słoneczne.
        Przyjdzie prof. Nowak, dr Kowalska i mgr inż. Wiśniewski.
        Spotkanie jest 15. Grudnia w bibliotece miejskiej.
        Koszt to dwa mln. Euro, czyli ok. Dziewięć mln. Złotych.
        Weźcie coś do picia, np. Kompot albo herbatę.
        Kościół pw. Najśw. Maryi Panny i św. Jana Chrzciciela są obok.
        Ks. Jan Twardowski i bp. Kowal będą gośćmi wieczoru.
        Mieszkają tu Polacy, Ukraińcy, Wietnamczycy itd. Każdy ma coś do powiedzenia.
        Zob. Rozdział trzeci, s. Piąta i art. Siódmy.
        „Chodźcie!” Maria zawołała z balkonu ratusza.
        Był to tzw. Okrągły Stół dla sąsiadów i sąsiadek.
        Woj. Pomorskie, pow. Kartuski i gm. Żukowo są partnerami.
        Przyp. Redakcji znajduje się na ostatniej stronie.
        Godz. Siódma to pora otwarcia, a potem… Gdańsk nocą.
        Gen. Anders i płk. Kukliński mają tu swoje ulice.
        Warsztaty (po polsku. Bezpłatne) są dla każdego.
        Ul. Św. Ducha i ul. Ks. Popiełuszki będą zamknięte.
        Sp. z o. o. Wisła i S. A. Bałtyk wspierają nas od lat.
        A. Mickiewicz i J. Słowacki patrzą na nas z portretów.
        Przewodn. Rady i zast. Burmistrza otworzą festyn.
        Tel. Kontaktowy wisi na drzwiach, red. Naczelna odbiera.
    """,
    "it": """
        Ci vediamo in biblioteca, P.zza Garibaldi, vicino al parco.
        La Sig.ra Rossi e il Sig. Bianchi aprono la giornata.
        Il laboratorio è al n. Cinque di Via Roma, int. Due.
        Parla la dott.ssa Verdi con il prof. Neri dell'Univ. Statale.
        Portate qualcosa da bere, p. es. Succo di frutta.
        Il Gent. Pubblico e il Spett. Comune sono invitati.
        L'azienda Rossi S. p. A. Milano offre il pranzo.
        Si veda l'art. Terzo, pag. Otto e il cap. Primo.
        «Venite!» Maria lo disse dal balcone del municipio.
        Il giorno 15. Dicembre comincia con la musica.
        La chiesa di S. Maria e quella di Ss. Trinità sono aperte.
        L'avv. Conti, l'ing. Galli e l'arch. Piano sono in giuria.
        Ci saranno giochi, cibo, musica ecc. Tutto è gratuito.
        Il Cav. Uff. Ferrari e il Gen. Dalla Chiesa hanno una via qui.
        La Reg. Toscana e la Prov. Autonoma di Trento collaborano.
        L'incontro (in italiano. Gratis) è per chiunque.
        Poi andiamo a vedere… Bologna di notte, con la guida.
        L'on. Moro e la sen. Segre sono ricordati nella sala.
        Il Cons. Regionale e la Comm. Europea sostengono il progetto.
        Trovate tutto su www.esempio.it. Anche il programma.
        Il Rev. Don Milani e Mons. Romero sono nomi di scuole.
        Il tel. Verde e il fax. Nuovo sono sul sito.
    """,
    "de": """
        Die Ausstellung findet am 15. Dezember im Rathaus statt.
        Das Programm kostet rund zwei Mio. Euro, der Eintritt ist frei.
        Wir treffen uns in St. Pölten, beim alten Bahnhof.
        Bringt etwas mit, z. B. Kuchen, Brot oder Saft.
        Bringt etwas mit, z.B. Kuchen, Brot oder Saft.
        Das Angebot ist für alle, insbes. Frauen und Kinder, gedacht.
        Die Bertha-von-Suttner-Str. Nord ist an dem Tag gesperrt.
        Prof. Dr. Müller und Frau Mag. Huber sind dabei.
        Es gibt ein Buffet, ggf. Musik und evtl. Tanz im Hof.
        Der wissenschaftl. Beirat und der gemeinn. Verein laden ein.
        Am Hbf. Süd fährt der Bus im Min. Takt ab.
        „Kommt!“ Peter rief es über den ganzen Platz.
        Das Projekt „Mach mit!“ Berlin lädt zum Essen ein.
        Einschl. Mittagessen kostet der Tag nichts.
        Am 3. Adventssonntag singt der Chor im Landkr. Görlitz.
        Wir zeigen die Arbeit der Abt. Integration und des Ref. Kultur.
        Der Workshop (auf Deutsch. Kostenlos) ist für alle.
        Die Ges. Bürgerlichen Rechts und die Fa. Schmidt helfen mit.
        Und danach … Berlin bei Nacht, mit Führung.
        Bgm. Maier, Stv. Huber und LAbg. Gruber kommen.
        Das Bundesmin. Inneres und die Europ. Kommission zahlen mit.
        Das ist u. a. Sache der Gemeinden, vgl. Anhang.
        Der Verein hat ca. Hundert Mitglieder aus aller Welt.
    """,
    "sv": """
        Vi ses vid S:t Eriks torg, bl.a. Stadsbiblioteket är öppet.
        Ta med något att dricka, t.ex. Saft eller kaffe.
        Mötet är den 15. December i kommunhuset.
        Prof. Andersson och dr. Lindqvist är med oss.
        Kungl. Tekniska högskolan och Univ. Biblioteket visar sina kartor.
        Här bor ca. Tvåhundra personer från hela världen.
        Se kap. Tre, s. Fem och fig. Ett i rapporten.
        ”Kom!” Maria ropade det från balkongen.
        Det blir musik, mat, dans m.m. Allt är gratis.
        Tel. Växeln finns på dörren, avd. Kultur svarar.
        Fil. dr. Svensson och jur. kand. Berg talar.
        Kostnaden är två milj. Kronor om året.
        Träffen (på svenska. Gratis) är för alla.
        Efteråt ser vi… Stockholm om natten.
        Förf. Astrid Lindgren och ordf. Nilsson bodde här.
        Vi är i lokal B. Våning två, ing. Norr.
        Stockholms l. Landsting och Västra Gbg. Kommun är med.
        Företaget Ek AB. Stockholm bjuder på fika.
        A. Strindberg och S. Lagerlöf hänger på väggen.
        Bussen går från Östra stn. Norra sidan.
        Dvs. Alla kan komma, inkl. Barn.
        Läs mer på www.exempel.se. Där finns allt.
    """,
    "ro": """
        Ne vedem la biblioteca din str. Mihai Eminescu, lângă parc.
        Atelierul este pe bd. Unirii, nr. Cinci, et. Doi.
        Vin prof. Popescu, dr. Ionescu și ing. Marin.
        Întâlnirea este pe 15. Decembrie la primărie.
        Aduceți ceva de băut, de ex. Suc de mere.
        Biserica Sf. Nicolae și Mănăstirea Sf. Maria sunt aproape.
        Costă două mil. Euro, cca. Zece mil. Lei.
        Vezi art. Trei, pag. Opt și cap. Unu.
        „Veniți!” Maria a strigat de la balcon.
        Jud. Timiș, mun. Arad și com. Vladimirescu sunt partenere.
        Va fi muzică, mâncare, jocuri etc. Totul este gratuit.
        Dl. Popa și dna. Stan deschid ziua.
        Univ. de Vest și Inst. Cultural Român ne ajută.
        Atelierul (în română. Gratuit) este pentru toți.
        Apoi vedem… Timișoara noaptea, cu ghid.
        Gen. Berthelot și col. Buzoianu au străzi aici.
        M. Eminescu și I. L. Caragiale sunt pe perete.
        Firma Arad S. R. L. București oferă masa.
        Tel. Verde este pe ușă, red. Șefă răspunde.
        Cons. Județean și Min. Culturii sprijină ziua.
        Aprox. Două sute de oameni locuiesc aici.
        Citiți pe www.exemplu.ro. Acolo este tot.
    """,
    "ga": """
        Buailfimid le chéile ag Sráid N. Séamas, in aice leis an bpáirc.
        Beidh an Dr. Ó Sé agus an tOll. Ní Bhriain linn.
        Tabhair leat rud le hól, m.sh. Sú nó tae.
        Tá an cruinniú ar an 15. Nollaig sa leabharlann.
        An tUas. Ó Néill agus Bn. Uí Chonaill a osclóidh an lá.
        Féach lch. Cúig, alt. Trí agus fíor. Aon sa tuarascáil.
        „Tar isteach!“ Máire a dúirt ón mbalcóin.
        Beidh ceol, bia, damhsa srl. Tá gach rud saor in aisce.
        Uimh. Theileafóin agus R. Post atá ar an doras.
        Tá timp. Dhá chéad duine ina gcónaí anseo.
        An Roinn. Oideachais agus Oll. Gaillimhe atá linn.
        Beidh an cheardlann (as Gaeilge. Saor) do chách.
        Ansin feicfimid… Gaillimh istoíche.
        S. Heaney agus M. Ó Cadhain atá ar an mballa.
        An Br. Pádraig agus an tAth. Seán a bheidh linn.
        Co. Dhún na nGall agus Co. Mhaigh Eo is ea iad.
        Teach Naomh Cill. Dara agus Baile Átha C. Thuaidh.
        Léigh ar www.sampla.ie. Tá gach rud ann.
        Cuideachta Teo. Gaillimh a íocann as an tae.
        Is iad Comh. Contae agus Údarás na G. Nua ár gcomhpháirtithe.
        An Cpt. Ó Briain agus an Gin. Ó Coileáin.
        Gach Déard. Oíche agus gach Sath. Maidin.
    """,
}
NASTY: Final = tuple(
    (language, line.strip())
    for language, lines in _BY_LANGUAGE.items()
    for line in lines.strip().splitlines()
)
