//! The written word lists of `generate`: stems, name parts, grammar rules and stock phrases.
//! `lexicon` builds forms and tables from them. All names of people and places are put together
//! from invented parts and mean nobody and nowhere.

/// Nouns in the singular, the frequent ones first.
pub(super) const NOUNS: &str = "government minister company plan report council market police \
year group state court official party team week percent country case leader member project \
service system problem program question work number point home water room mother area money \
story fact month lot right study book eye job word business issue side kind head house friend \
father power hour game line end law car city community name president team minute idea body \
information back parent face level office door health person art war history result change \
morning reason research girl guy moment air teacher force education budget agency vote election \
campaign deal price bank union worker strike hospital school road bridge railway port airport \
factory mine farm forest river coast storm flood drought fire engine ferry tunnel station \
village district province region border treaty summit envoy embassy deputy mayor governor \
senator lawmaker judge prosecutor lawyer witness suspect victim inquiry verdict appeal charge \
sentence fine licence permit tender contract supplier customer retailer shop brand product \
launch merger share investor fund loan debt bond rate tariff tax subsidy pension wage salary \
profit loss revenue quarter forecast estimate survey poll sample trial vaccine clinic nurse \
doctor patient disease outbreak ward surgeon drug therapy laboratory scientist researcher \
professor university student pupil classroom curriculum exam grant scholarship museum gallery \
festival concert singer film director actor theatre audience novel author publisher newspaper \
editor reporter broadcaster channel viewer match striker goalkeeper coach referee stadium \
league season trophy medal sprint marathon cyclist swimmer record injury transfer squad fan \
weather temperature rainfall wind harvest crop grain cattle dairy fishery vessel cargo \
container pipeline refinery turbine reactor grid battery panel emission pollutant landfill \
species habitat reserve ranger trail glacier valley plateau island harbour lighthouse shelter \
volunteer charity donation appeal ceremony anniversary monument square avenue neighbourhood \
tenant landlord builder architect planner engineer technician apprentice manager executive \
chairman shareholder auditor regulator watchdog commissioner inspector detective officer \
soldier commander brigade battalion convoy checkpoint ceasefire negotiation proposal amendment \
clause draft bill statute mandate reform measure sanction embargo visa passport migrant refugee \
asylum census registry archive database network server software platform device sensor camera \
drone satellite rocket orbit telescope crater mineral copper lithium timber paper textile \
garment leather furniture bakery brewery vineyard orchard restaurant hotel tourist passenger \
driver cyclist pedestrian crossing junction roundabout motorway lorry tram carriage platform \
timetable ticket fare delay closure repair upgrade deadline backlog shortage surplus reserve";

/// Prefixes that make the rare nouns of the tail.
pub(super) const NOUN_PREFIXES: &str = "sub counter micro inter super mega under over";

/// Regular verbs, or `present/past` where the past is not regular. No final consonant to double.
pub(super) const VERBS: &str = "announce approve reject support report confirm deny accuse urge \
warn claim suggest propose demand request receive provide launch open close reach sign agree/agreed \
discuss review consider examine investigate arrest charge release detain question search seize \
recover discover reveal disclose publish present deliver produce create develop expand extend \
reduce raise increase lower cut/cut build/built rebuild/rebuilt hold/held lead/led win/won \
lose/lost buy/bought sell/sold spend/spent pay/paid send/sent meet/met leave/left keep/kept \
make/made find/found tell/told bring/brought teach/taught seek/sought defend protect secure \
restore replace remove transfer move return attend join follow welcome praise criticise oppose \
challenge dismiss appoint elect name nominate replace assist help rescue treat test measure \
study assess evaluate estimate calculate predict expect anticipate plan/planned schedule \
postpone delay suspend cancel resume complete finish finance fund sponsor invest borrow owe \
collect count record register monitor observe inspect audit regulate enforce impose ease \
tighten loosen amend revise update introduce implement adopt ratify endorse veto/vetoed \
host visit tour inspect describe explain outline detail clarify repeat stress highlight \
note mention emphasise underline recall remember honour celebrate mark mourn regret/regretted \
condemn protest march gather organise coordinate manage direct oversee/oversaw operate run/ran \
employ hire train recruit dismiss retain attract divert redirect block obstruct clear repair \
damage destroy flood burn injure threaten endanger pollute clean preserve conserve";

/// Adjectives, the frequent ones first.
pub(super) const ADJECTIVES: &str = "new local national former public last next early recent \
senior major large small first second final public private federal regional political economic \
financial social legal medical military foreign domestic global annual monthly weekly daily \
common central northern southern eastern western coastal rural urban remote nearby main key \
chief top joint special general formal official temporary permanent interim independent \
strong weak high low long short heavy light deep broad narrow rapid slow steady sharp sudden \
steep modest significant substantial considerable serious severe critical urgent crucial vital \
important controversial disputed proposed planned alleged suspected apparent likely unlikely \
possible potential actual current previous existing additional further extra total average \
overall partial complete entire full empty open closed clear plain direct indirect active \
passive quiet loud bright dark clean dirty safe dangerous risky healthy sick young old elderly \
modern ancient historic traditional popular famous familiar strange unusual ordinary typical \
rare frequent constant brief lengthy careful careless cautious confident anxious angry proud \
grateful hopeful doubtful reluctant willing eager ready able unable responsible reliable \
profitable costly cheap expensive affordable available accessible sustainable renewable \
electric digital mobile wireless automatic mechanical chemical nuclear solar tidal agricultural \
industrial commercial residential municipal parliamentary presidential diplomatic judicial \
criminal civil ethical religious cultural musical theatrical academic scientific technical \
professional amateur competitive defensive offensive unanimous narrow decisive tentative";

/// Prefixes that make the rare adjectives of the tail.
pub(super) const ADJECTIVE_PREFIXES: &str = "non ultra semi";

/// Given names.
pub(super) const GIVEN: &str = "Maren Tobias Ilse Corin Nadia Pavel Oriel Jonas Sefa Linnea Karim \
Dalia Emeric Yara Bastian Mirela Otto Hanne Rufus Selma Ivo Petra Casimir Noor Elina Tarek \
Brigid Anselm Rosa Viktor Amina Leopold Greta Samir Odette Marek Fiona Hugo Zora Conrad Layla \
Desmond Ines Ruben Thea Ansgar Paloma Edmund Kaia Lorenz Vera Milan Astrid Felix Jorun Cyril \
Naima Gideon Alma Radek Signe Laszlo Beata Orhan Celia Magnus Dunya Theodor Inga Nikola \
Perpetua Stellan Wanda Basil Rhea Kornel Lucia Malik Freya Ambrose Tamsin Joris Helmi Quentin";

/// First parts of surnames.
pub(super) const SURNAME_HEADS: &str = "Ald Bar Brand Cald Carr Dorn Dun Eck Fal Fenn Gar Grim \
Hald Hart Holl Jar Kell Kord Lam Lind Lor Mar Mell Mor Nord Oster Pell Quill Rad Rav Sand Sel \
Stav Strom Tal Thorn Ulv Van Varn Vel Wald Wend West Wick Yar Zell";

/// Last parts of surnames.
pub(super) const SURNAME_TAILS: &str = "en er man well ley ström sen ow ski berg ford stone wick \
ett ard mark ton son hart eau ic ova ez ini";

/// First parts of place names.
pub(super) const PLACE_HEADS: &str = "Alder Ash Birch Brack Brim Cold Corve Crane Dray East Elm \
Fair Fern Glen Gorse Hal Hazel High Ivel Kest Lang Lark Linden Low Marl Mill Nether North Oak \
Pen Quar Raven Red Rush Salt Sedge Stan Stone Tarn Thorn Upper Wall West Whit Win Wych";

/// Last parts of place names.
pub(super) const PLACE_TAILS: &str = "berton bourne bridge bury by combe dale den don field ford \
gate ham haven hurst ley mere minster mouth port stead stoke ton wold worth";

/// Last words of the names of organisations.
pub(super) const ORGANISATIONS: &str = "Holdings Council Authority Union Energy Institute Bank \
Motors Foundation Partners Railways Ministry Airlines Hospital University Committee Federation \
Insurance Logistics Commission Trust Foods Mining Telecom Rovers Athletic Assembly Court Harbour \
Pharma";

/// The grammar: one rule a line, `NAME: [weight*]alternative | ...`. Words in capitals are rules
/// or slots, the others stand as they are; `,` and `--` mark the word before, `'s` makes it a
/// possessive.
pub(super) const GRAMMAR: &str = "
S: 6*NP VP PP | it VP PP | they PAST NP PP , but NP VP | he PAST NP and VP PP | she VP PP after NP VP | 4*NP VP PP PP | 3*NP VP TAIL , and NP VP PP | 3*PP , NP VP PP | 4*NP VP , CONJ NP VP PP | 2*NP , REL , VP PP | 3*NP SAY NP would VERB NP PP | 3*NP SAY NP VP PP | 2*NP VP PP , according to NP | 2*NP VP after VERBING NP PP | 2*NP VP as NP VP PP | CONC NP VP , NP VP PP | HEAD , NP VP PP | 2*NP VP -- NP PP -- and VP | ORG PRED , PLACE 's ORG said | PERSON PRED , PLACE 's ORG said | a NOUN for PLACE 's ORG PRED , PLACE 's ORG said | NP VP while NP VP PP | NP VP PP that PAST NP
LEAD: 3*NP VP PP , NP said on WEEKDAY | 3*NP in PLACE has PAST NP PP after NP VP | 2*ORG said on WEEKDAY it would VERB NP PP PP | 2*PERSON , the ADJ NOUN of ORG , VP PP on WEEKDAY | NP PAST NP PP as NP VP | PLACE 's NOUN VP PP on WEEKDAY , a NOUN that PAST NP
NP: 6*the NOUN | 5*the ADJ NOUN | 5*a ADJ NOUN | 3*a NOUN | 5*NOUNS | 6*ADJ NOUNS | 4*the NOUN of NP | 2*the NOUNS of NP | 3*NUM NOUNS | NUM ADJ NOUNS | 7*PERSON | 5*ORG | 3*PLACE 's NOUN | 2*the PLACE NOUN | its NOUN | their ADJ NOUNS | 2*the NOUN NOUN | 2*more than NUM NOUNS | NUMPC percent of NOUNS | some of the ADJ NOUNS | both the NOUN and the NOUN | MONEY million in NOUNS | the ORG NOUN | a NOUN of NUM NOUNS | NOUNS and NOUNS | a PLACE NOUN | at least SMALL NOUNS
VP: 8*PAST NP | 3*PAST NP PP | 2*was PAST by NP | 2*was PAST PP | 2*has PAST NP | 2*had PAST NP | 2*will VERB NP | 2*would VERB NP | is expected to VERB NP | could VERB NP | PAST to VERB NP | rose by NUMPC percent | fell NUMPC percent to NUM | is ADJ | was more ADJ than NP | did not VERB NP | began VERBING NP | ADV PAST NP | has been VERBING NP | may not VERB NP before MONTH | are to VERB NP | PAST NP and PAST NP
PP: 5*in PLACE | 3*in the NOUN | 4*on WEEKDAY | 3*for NP | 3*with NP | 2*at the NOUN | 2*from NP | since YEAR | in YEAR | by MONTH | between PLACE and PLACE | during the NOUN | under the ADJ NOUN | against NP | 2*to NP | after NP | over the past SMALL years | near PLACE | through ADJ NOUNS | without NP | across the NOUN | about NP | because of NP | as a NOUN | outside the NOUN | ahead of the NOUN in MONTH
SAY: 6*said | 2*added | told ORG | 2*said that | believes | noted that | argued that | says
CONJ: 5*and | 4*but | while | so | which meant | although
CONC: Although | While | After | Before | Even if | When
REL: who PAST NP PP | which PAST NP | a ADJ NOUN | the NOUN of NP | whose NOUN VP | which has PAST NP PP | aged AGE
Q: 3*we have PAST NP and ADV VERB NP PP | 3*this is a ADJ NOUN for NP and for NP | 2*I believe that NP VP PP , and NP VP | 2*there is no NOUN that can VERB NP without NP | 2*NP VP , and so we VERB NP PP | 2*what PLACE needs is ADJ NOUN that will VERB NP | we cannot VERB NP if NP VP | my NOUN is to VERB NP PP , not to VERB NP | nobody PAST NP when NP VP PP | if NP VP , then NP will VERB NP | it would be ADJ to VERB NP before NP VP | our ADJ NOUNS will VERB NP , whatever NP VP | you have to VERB NP ADV and with ADJ NOUNS | I have ADV PAST NP PP
ATT: 5*said PERSON | 2*PERSON said | PERSON told reporters | PERSON told the NOUN in PLACE | PERSON added | said the NOUN 's ADJ NOUN , PERSON | PERSON wrote in a NOUN to NP
H: 3*PLACE NOUN VERBS NOUNS after ADJ NOUN | 2*NOUNS VERB ADJ NOUN in PLACE | 2*ORG VERBS ADJ NOUN over NOUN | ADJ NOUN PAST as NOUNS VERB NOUN | SURNAME VERBS NOUN of PLACE NOUN | NUM NOUNS PAST in PLACE NOUN | ORG to VERB ADJ NOUNS by MONTH | PLACE : NOUNS VERB NOUN before NOUN
";

/// Phrases that end a sentence, by falling frequency.
pub(super) const STOCK_TAILS: &str = "\
, ORG said in a statement on WEEKDAY|, according to people familiar with the matter|\
, speaking on condition of anonymity|, a spokesman for the company said|\
in the early hours of WEEKDAY morning|for the first time in a decade|\
, officials said on WEEKDAY|, the highest level since records began|\
in the wake of the latest figures|at a news conference on WEEKDAY|, local media reported on WEEKDAY|\
as part of a wider investigation|, in line with analysts' expectations|\
at the end of last year|despite calls for an independent inquiry|\
, compared with the same period last year|in a move that surprised many observers|\
in the worst incident of its kind|, the ministry said in a written statement|\
on the sidelines of the summit|, a source with knowledge of the talks said|\
until further notice|pending the outcome of the investigation|\
in what critics described as a step backwards|in the coming weeks and months|\
, documents seen by this newspaper show|with immediate effect|over the course of the past year|\
in the second half of the year|, as first reported on WEEKDAY";

/// Phrases that follow a subject and complete the sentence, by falling frequency.
pub(super) const STOCK_PREDICATES: &str = "\
did not immediately respond to a request for comment|declined to comment when contacted on WEEKDAY|\
could not be reached for comment|was taken to hospital with serious injuries|\
is expected to appear in court on WEEKDAY|has denied any wrongdoing|\
was not immediately available for comment|remained in a critical but stable condition|\
said it was too early to say|did not give any further details|\
was released on bail pending further inquiries|has repeatedly rejected the allegations|\
will decide by the end of the year|is due to hold talks later this week|\
said it was aware of the reports|is one of the largest in the country|\
has been under pressure for months|called on all sides to show restraint|\
welcomed the decision but said more was needed|said an investigation was under way";

/// Phrases that open a sentence, by falling frequency.
pub(super) const STOCK_HEADS: &str = "\
In a statement released on WEEKDAY|At the same time|Earlier this week|For the time being|\
According to official figures|Speaking to reporters after the meeting|In recent months|\
Asked about the timing|On the other hand|At a press conference in PLACE";

/// Function words that an editor puts in the place of another or adds.
pub(super) const FUNCTION: &str = "the a of to in for on with at from by about after its their \
this that these some any each also still now only just yet again then here there";
