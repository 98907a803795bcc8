"""Twelve invented circles: what they are for, and what their members care about."""

from typing import NamedTuple


class Theme(NamedTuple):
    tag: str
    purpose: str
    interests: str
    fields: str
    employers: str
    help: str
    headlines: str


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(";")]


THEMES = [
    Theme("marketing", "People who read a street the way others read a paper.",
          "billboards; typography; neon signs; radio ads; yankees; street photography; slogans; city walks",
          "Out-of-home advertising; Brand strategy; Copywriting; Market research",
          "Lantern & Pole; Wide Street Agency; Corner Shop Media; Harbour Boards",
          "a second opinion on a slogan; finding a printer; pricing a campaign; public speaking",
          "Writes for walls; Buys the air above streets; Counts who looks up; Makes signs people keep"),
    Theme("makers", "Everybody who mends, builds or prints with their hands.",
          "letterpress; bookbinding; lathe work; ceramics; old radios; bees; darning; wooden boats",
          "Letterpress; Furniture making; Ceramics; Repair",
          "Thistle Press; Slow Bench; Kiln Yard; The Mending Room",
          "risograph advice; sharpening tools; sourcing type; a bench for a month",
          "Runs a letterpress shop; Mends what others throw away; Builds chairs; Prints small books"),
    Theme("night-runners", "Running when the town sleeps, and breakfast afterwards.",
          "night running; trail running; maps; bird song; breakfast; head torches; ultra distances",
          "Nursing; Logistics; Software; Teaching",
          "City Hospital; Night Post; Red Line Couriers; Open Atlas",
          "a running partner; recovering from an injury; a route without cars; baking before dawn",
          "Works nights, runs nights; Slow and far; Knows every towpath; Looks for owls"),
    Theme("kitchen-table", "People who cook for more than they are.",
          "sourdough; fermentation; market halls; tea; chillies; foraging; long tables; pickles",
          "Cooking; Food writing; Farming; Catering",
          "Long Table; Salt & Rye; Green Cart Farm; Third Course",
          "a starter that lives; pricing a supper club; growing chillies indoors; menu translation",
          "Cooks for forty; Writes about soup; Grows odd vegetables; Brings bread"),
    Theme("open-data", "Public numbers, made useful.",
          "maps; open data; cycling; public transport; cartography; census history; statistics",
          "Data journalism; Cartography; Public administration; Software",
          "Open Atlas; Plain Figures; Transit Lab; The County Archive",
          "cleaning a data set; a talk about maps; reading a budget; choosing a projection",
          "Draws maps of buses; Asks towns for numbers; Explains budgets; Counts bicycles"),
    Theme("choir", "Singers between two choirs, and those who conduct them.",
          "choral music; sacred harp; radio drama; jazz; folk songs; sight-singing; organ",
          "Music teaching; Sound engineering; Speech therapy; Conducting",
          "St. Anne's School; Low Voices; Radio North; Hall & Echo",
          "finding tenors; arranging for four voices; calming stage fright; recording a choir",
          "Second alto; Conducts on Tuesdays; Records small rooms; Sings shape notes"),
    Theme("gardens", "Allotments, roofs and what grows in between.",
          "bees; composting; roses; seed saving; roof gardens; rain barrels; foraging; birds",
          "Landscape design; Botany; Teaching; Architecture",
          "Green Cart Farm; Roof & Root; The Seed Library; Moss Studio",
          "keeping bees on a roof; pruning old trees; swapping seeds; reading soil",
          "Keeps bees on a roof; Plants verges; Saves seeds; Designs courtyards"),
    Theme("first-novel", "Writing the first long thing, and finishing it.",
          "short stories; detective novels; libraries; letters; radio drama; notebooks; poetry",
          "Editing; Translation; Teaching; Bookselling",
          "Paper Lamp Books; Second Draft; The Reading Room; Thistle Press",
          "reading a first draft; finding an agent; writing dialogue; getting up at five",
          "Sells books, writes at night; Translates from Turkish; Edits other people; On chapter nine"),
    Theme("small-boats", "Sails, oars and rivers.",
          "wooden boats; rowing; tides; knots; maps; sea shanties; swimming; bird song",
          "Boat building; Oceanography; Teaching; Logistics",
          "Slow Bench; Harbour Boards; Tide Institute; Red Line Couriers",
          "splicing rope; a berth for the summer; reading tide tables; caulking a hull",
          "Rows before work; Builds dinghies; Measures tides; Swims in March"),
    Theme("new-in-town", "For those who moved here and those who remember moving.",
          "language tandems; city walks; board games; cycling; museums; tea; jazz; football",
          "Social work; Teaching; Software; Nursing",
          "City Hospital; Welcome Desk; Transit Lab; Plain Figures",
          "finding a flat; filling in forms; practising the language; a doctor who listens",
          "Came for a year, stayed; Shows people around; Learns the language; Knows the offices"),
    Theme("repair-code", "Old software and the people who keep it running.",
          "open source; compilers; old radios; retro computers; accessibility; chess; maps",
          "Software; Accessibility; Archiving; Teaching",
          "Plain Figures; The County Archive; Transit Lab; Kettle Systems",
          "reading old code; testing with a screen reader; a first talk; migrating a database",
          "Keeps a payroll system alive; Reads old code; Writes for screen readers; Collects keyboards"),
    Theme("grandparents", "People with time, and stories worth an afternoon.",
          "chess; letters; roses; football; darning; jazz; swimming; local history",
          "Teaching; Nursing; Engineering; Bookselling",
          "City Hospital; St. Anne's School; Tide Institute; The Reading Room",
          "telling a story on stage; mending a watch; writing letters; a chess partner",
          "Taught physics for forty years; Delivered half the town; Plays chess by post; Remembers the trams"),
]  # fmt: skip
LANGUAGES = [
    "English",
    "Spanish",
    "German",
    "Portuguese",
    "Turkish",
    "Japanese",
    "Hindi",
    "Swahili",
    "Arabic",
    "Croatian",
]
