"""How people write the same thing, and things that look alike and are not. By vocabulary: each line is one thing."""

ALIKE: dict[str, str] = {
    "interest": """
yankees | #yankees | Yankees | #YANKEES | The Yankees | the yankees
letterpress | Letterpress | #letterpress | Letter-press | letter press
board games | Board Games | boardgames | #boardgames | board-games | Board games!
hip-hop | hip hop | Hip-Hop | hiphop | #hiphop | HipHop
rock & roll | rock and roll | Rock'n'Roll | rock 'n' roll | rock n roll | Rock-and-Roll | rocknroll
science fiction | Science Fiction | science-fiction | #sciencefiction | sciencefiction
cycling | Cycling | #cycling | CYCLING | cycling.
bird watching | birdwatching | bird-watching | Birdwatching | #birdwatching | Bird Watching
photography | Photography | #photography | photography!
old maps | Old maps | old map | #oldmaps | oldmaps | Old Maps
bees | Bees | bee | #bees | BEES | Bee
café culture | cafe culture | Café culture | Cafe Culture | #caféculture
crème brûlée | creme brulee | Crème Brulée | creme-brulee | Crème-Brûlée
sourdough | Sourdough | sour dough | sour-dough | #sourdough
typography | Typography | #typography | ｔypography | Typogrаphy
billboards | Billboards | billboard | #billboards | Billboard | bill-boards
road cycling | road-cycling | Road Cycling | roadcycling | #roadcycling
crossword puzzles | crossword puzzle | Crossword Puzzles | crossword-puzzles
stories | Stories | story | Story | #stories
churches | church | Churches | #churches
D&D | D & D | d and d | D&d | d&d
jigsaws | jigsaw | Jig-saws | Jigsaws
tabletop role-playing games | table-top roleplaying games | Tabletop Role-Playing Games | tabletop roleplaying game
electronic music | Electronic Music | electronic-music | #electronicmusic
Dostoevsky | dostoevsky | #dostoevsky | Dostoevsky.
C++ | c++ | #c++ | C ++
C# | c# | #c# | C#.
open source | open-source | Open Source | opensource | #opensource
3D printing | 3d printing | 3-D printing | #3dprinting | 3D-Printing
""",
    "school": """
St. Mary's High School | Saint Mary's High School | St Marys High School | Saint Marys HS | St. Mary's H.S. | ST. MARYS HIGH SCHOOL
Truman High School | Truman H.S. | Truman HS | truman high school | Truman High-School
University of Leeds | Univ. of Leeds | university of leeds | Univ of Leeds | Uni of Leeds
P.S. 81 | PS 81 | P.S.81 | ps 81 | PS81
Georgia Institute of Technology | Georgia Inst. of Technology | Georgia Inst of Tech
M.I.T. | MIT | mit | M.I.T
King's College | Kings College | King’s College | KINGS COLLEGE | King's Coll.
École Normale Supérieure | Ecole Normale Superieure | ecole normale superieure | École normale supérieure
Universität Zürich | Universitat Zurich | universität zürich | Universität-Zürich
Bronxville Elem. School | Bronxville Elementary School | Bronxville ES | bronxville elementary school
Lincoln Middle School | Lincoln MS | lincoln middle school | Lincoln Middle-School
Mt. Hebron High School | Mount Hebron High School | Mt Hebron HS | Mount Hebron H.S.
The Bronx High School of Science | Bronx High School of Science | bronx high school of science | Bronx HS of Science
""",
    "employer": """
Penguin Books | penguin books | Penguin Books Ltd | Penguin Books Ltd. | Penguin Books Limited | PENGUIN BOOKS
Siemens | Siemens AG | siemens ag | SIEMENS
Procter & Gamble | Procter and Gamble | Procter & Gamble Co. | Procter & Gamble Company | procter and gamble
Apple | Apple Inc. | Apple, Inc. | apple inc | APPLE
International Business Machines | International Business Machines Corp. | International Business Machines Corporation | Intl Business Machines
Warner Bros. | Warner Brothers | warner bros | Warner Bros
AT&T | AT & T | at&t | AT and T
Ben & Jerry's | Ben and Jerry's | Ben & Jerrys | Ben and Jerry’s
Müller GmbH | Muller | Müller | MÜLLER GMBH | Müller G.m.b.H.
Royal Mail | Royal Mail plc | royal mail | The Royal Mail | Royal Mail PLC
Hewlett-Packard | Hewlett Packard | hewlett packard | Hewlett-Packard Co. | Hewlett-Packard Company
L'Oréal | LOreal | L’Oréal | L'Oreal S.A. | l'oreal
Ogilvy & Mather | Ogilvy and Mather | ogilvy & mather | Ogilvy & Mather, Inc.
""",
    "place": """
St. Louis | Saint Louis | St Louis | saint louis | ST. LOUIS
Zürich | Zurich | zürich | ZURICH | Zürich.
São Paulo | Sao Paulo | são paulo | SAO PAULO | São-Paulo
Mt. Vernon | Mount Vernon | Mt Vernon | mount vernon
Ft. Worth | Fort Worth | Ft Worth | fort worth
Stratford-upon-Avon | Stratford upon Avon | stratford-upon-avon | Stratford Upon Avon
Winston-Salem | Winston Salem | winston-salem | Winston–Salem
The Hague | Hague | the hague | the Hague
Coeur d'Alene | Coeur d’Alene | coeur dalene | Coeur d'alene
Kraków | Krakow | kraków | KRAKOW
""",
    "team": """
New York Yankees | new york yankees | The New York Yankees | NEW YORK YANKEES | New-York Yankees
FC St. Pauli | FC Saint Pauli | F.C. St. Pauli | fc st pauli | FC St Pauli
Manchester United | manchester united | Manchester-United | The Manchester United
Red Sox | red sox | Red-Sox | The Red Sox | RedSox
Atlético Madrid | Atletico Madrid | atlético madrid | ATLETICO MADRID
1. FC Köln | 1 FC Koln | 1. fc köln | 1.FC Köln
""",
    "field": """
graphic design | Graphic Design | graphic-design | graphic designs
out-of-home advertising | out of home advertising | Out-of-Home Advertising | Out Of Home advertising
data science | Data Science | data-science | DataScience | datascience
human resources | Human Resources | human resource | human-resources
research & development | research and development | Research & Development | Research n Development
""",
    "language": """
Français | francais | Francais | français
Español | espanol | ESPAÑOL | español
Русский | русский | РУССКИЙ
日本語 | 日本語.
Norwegian (Bokmål) | Norwegian Bokmal | norwegian bokmål | Norwegian – Bokmål
""",
    "help": """
advice on patents | Advice on patents | advice on patent | Advice on Patents.
a spare desk | A spare desk | a spare desks | A spare desk!
conversation in Polish | Conversation in Polish | conversation-in-Polish
a co-founder | a cofounder | A co-founder | a co-founders
""",
    "event": """
Expo 2004 | expo 2004 | Expo-2004 | EXPO 2004 | The Expo 2004
Burning Man | burning man | Burning-Man | BurningMan
""",
}

# Two of a line are never one.
APART: dict[str, str] = {
    "interest": """
C | C++ | C#
Java | JavaScript
news | new
arts | art
glass | glasses
comics | comic
physics | physic
go | GOE
jazz | jaz
Paris | Pari
blues | blue
rowing | row
chess | che
games | game
classics | classic
bridges | bridge building
bass | bas
tennis | tenni
sax | sex
1984 | 1948
поэт | poet
""",
    "school": """
University of York | York University
University of Washington | Washington University
St. Mary's High School | St. Mary's School
Lincoln Middle School | Lincoln High School
P.S. 81 | P.S. 18
King's College | Queen's College
Miami University | University of Miami
Eton College | Eaton College
""",
    "employer": """
Penguin | Penguin Books
Apple | Apple Records
Ford | Ford Foundation
Delta Air Lines | Delta Faucet
Warner Brothers | Warner Music
Smith & Sons | Smith & Son
Shell | Shel
""",
    "place": """
York | New York
Paris | Parish
Springfield | Springfields
Wales | Whale
Bergen | Bergen op Zoom
Santa Fe | Santa Fé de Bogotá
""",
    "team": """
Yankees | Yankee
Red Sox | White Sox
Manchester United | Manchester City
Real Madrid | Atlético Madrid
Sharks | Shark
""",
    "field": """
statics | statistics
public relations | public relation studies
""",
    "help": """
a desk | a disk
""",
}
