"""Ten thousand English words that the enhancer learns to copy: a sample of SCOWL's list of common words (Debian's `wamerican-small`), coarse ones left out.

SCOWL: Copyright 2000-2011 by Kevin Atkinson. Permission to use, copy, modify, distribute and sell these word lists, the associated scripts, the output
created from the scripts, and its documentation for any purpose is hereby granted without fee, provided that the above copyright notice appears in all
copies and that both that copyright notice and this permission notice appear in supporting documentation. Kevin Atkinson makes no representations about
the suitability of this array for any purpose. It is provided "as is" without express or implied warranty.
"""

_TEXT = """
aardvark abacuses abandon abandonment abating abbeys abbot abbreviated abbreviates abdicating abdications abdominal abduct abducting abducts abets
abhorrence abhorrent abhorring abide abided ability ablest abnormal abnormality abnormally abodes abolishes abolition abound abounded abounding
abrasive abridges abridging abrupter abruptly abscond absconded absconding absconds absence absentees absents absolutes absorb absorbing abstained
abstracting absurdest absurdities absurdity abundances abundantly abyss acceded accelerate accenting accentuated acceptance acceptances accepted
access accessories accessory acclimated accolade accomplices accomplish accordions accost accosted accosting accountable accountancy accountant
accounting accounts accredited accrues accumulated accuracy accurate accuse accuses ache ached achieve aching acne acquaint acquire acquires
acquisition acquit acreage acreages acres acrimonious acrimony acrobat acronyms across action activating actives actors actress actresses actual
actually acuter adaptable adapting addicted addictive additional adept adhere adhered adhesion adjective adjuncts adjustments adjusts administer
admired admirers admiring admittance admonish admonition adobe adopt adoption adoptions adorable adoration adore adored adoring adorning adroit
adroitly adults advancing advantaged adventured adverbials adverbs adversities adversity advert advertisers advised adviser advisers advisory
advocate aerodynamic aerosols affable affect affecting affection affects affiliating affinity affix affixed afflicted affliction afford affordable
afforded affording affords affront affronting affronts afield aflame afoot aforesaid afraid aftereffect aftermaths against age agencies agendas ages
aggravated aggregates aggregating aggressor agile aging agitations aglow ago agonize agonizes agonizing agreements ahead aiding ailed ailment ails
air airborne airfields airliners airmailed airplane airport airtight aisles alarming alarmists albinos albums alcoholism alga aliases alibi alien
alienates aliening alined alinement alinements alining allaying allegiance allegiances allergies alleys alliances alligators allocating allotments
allowance allures allusions almanacs almighty alms aloft alone aloof altar altering alternated alternates although altitudes alto amassed amateurish
amateurs amazed amazingly ambience ambiguities ambiguous amble ambles ambling amended amendments amenities amidst amiss ammonia amnesia amnestied
amnesties amnestying amoeba amorous amounted ampersand amphibian amphibians amplified amplifier amply amuck amused amuses amusing anachronism
anaemia anaemic anarchism anarchy ancestors ancestral anchors androids anecdota anemia angel angering angled angles angst anguish ani animations
animosities ankle annex annexes anniversary annotated annotating annotation annotations announced annoyingly annoys annuities annulled annuls
anomaly anonymous answered antagonist antelope antelopes antennae anthems anthology antibodies antic antipathy antiquate antiquates antiqued
antiquing antiseptic antler anxieties anxiety anyhow anyone anyplace anything anyway apartments apex aphorisms apocryphal apologetic apologize
apologized apologizes apology apparelling apparent appeal appeased appeasing appetite appetizers appliances applicable applicants applicator applied
applying appoint appraisal appraised appraising appreciate apprenticed apprentices approach approaches appropriate approval approve approving apt
aptest aptitude aptly aquamarine aquamarines aquariums aquatic arbiter arbitrating arbitrators arbor archer archest archetypal archive archived
arcking arcs ardent ardently are areas ares arguable arguments aria arias arisen arises arising arm armies arming armpits army aromas aromatic
arraign arraigning arrangement arranging arrest arriving arrogantly arrows arson arteries artery artful articles articulated artifact artifacts
artillery artist artistic ascension ascent ascents ascertain ascetics ascribing ashed ashtray ashtrays ask asparagus aspect aspects aspen asphalt
asphyxiates aspirants aspire aspiring aspirins assail assailant assails assemblers assenting assert asserted assign assigning assignment assignments
assistants assisted associated associates assort assorted assorting assortments assorts assumed assuming assumption asteroid astrology astronauts
astronomer astutely asymmetry ate atheism atheists atlases atomic attacker attain attempted attempts attend attending attentions attested attic
attired attires attract attracted attraction attracts attribute audibles audience audiences audio auditoria audits augment augments auspicious
authorize authorized authorizes automated automatics auxiliaries availed availing avalanches averaging averted aviator avocadoes avoidance avow
await awaiting awake awaked awaken award awarding aware awe awful awfuller awning awoke awoken awry axing axiom aye babbled babbling babies babyish
bachelor backbones backfires backfiring background backing backings backlash backpacking backs backtracks backwards bacteria bacterias bacterium bad
badger badgered badly badminton bag bagels bagged bake balcony baldness balked ballad ballast ballasted ballasting ballerina balloon ballooned
ballooning bamboos bamboozle bamboozled ban bandaging bandana bandannas banding bandit bandits bandwagon bandwagons bandwidth banished banjoes
banjos bankrupt banners bannisters banquet banqueted bans bantered bantering banters barbecuing barbeque barbequing barbering barbing bareback
bargained bargainer bargaining bargains barges barn baron barrel barreling barrelled barricade barricaded barring barrings baseballs bases basest
bash bashed basis bask bassoons batches batching bathe bathing baths batteries battle battles battleship bawdiest bay bayoneted bayonetting bays
beached beading beagle beaker beakers bearers bearings bears beat beaters beating beautifying beauty beaver bedbugs bedder bedroom bedside bedspread
beech beef beefier beefs beehive been beeper beetled beetles beetling befall befitted beforehand begging begin beginning beginnings begins begrudge
begs behalves behave behaved behaves behaving behavioral beholder beings belabored belated belches belief believe belittled belittling bellboy
bellhop bellows belly belong below bemoaned bemuse bench benched bender bending beneath beneficial benefits benefitting bequest bereaves berries
berthed beseeched beseeches beset besets besetting beside besiege besought bestowing bests beta betcha betraying betrothals bettered beverage beware
bewared bewaring bewildering bewitches bias biassed biassing bickering bicycling bigger bikes bikini bikinis bile bilinguals billboard billfold
billfolds billion billow billowed billows binaries binders binds bingo binning biology bipartisan bird birds birthed birthing births biscuits bishop
bishops bison bitterly bittersweet black blackbird blacken blackening blackheads blackjacked blackmailer blackouts blacktop blacktops blander
blandest blanker blasphemed blasphemous blast blasting blatant blazes blazing bleached bleak bleariest bleated bleating bleats bleed blemishes
blemishing blend blended blending blessing blinds blink blinking blinks blips blister blitzes blob blobs block blockaded blockbuster blocked
blocking blocks bloggers blond blondes bloom blooms blossomed blossoming blotching blotter blotters blow blown blubbered bludgeoned bluebell
bluebells blueberry bluest bluing blurred blush blushed boa boar boardwalk boasted boastfully boasts boat boated boating bob bobbin bobcat
bobsledding bodes boding body bodywork bog boggled boggles boldest boldly bolted bolting bones bonfire bonfires boniest bonnets bonus booing
bookcase bookends booklets books bookshelf boomed boomeranged booster boosters boosting boot booting bootlegs bop borderline bored boredom born
borne borough borrowing boss bossed bossier bossiest bossy botanists botch botching bothered bottle bottled bottlenecks bottom bottomed boughs bound
bounds bounty bourbon bourgeois bovine bowed bowel bowels bowlder bowler bowls box boxing boycotted boyfriends boyhood boyhoods boyish braced braces
bracketed braggart bragging brained brainiest braining brainstorms brainwashes brakes branch branding brash brashest bravado braved braves braving
bravos brawled brawls brawn bray brays brazened braziers breach breaches bread breading breadth breakfast breakfasted breaking breaks breathe
breathers bred breeds breeze breezes breezy brevity brewery brewing bribe bricked bricklayer bricklayers bridesmaid bridle briefcases briefer
briefly briefs brigade brigades brightened brightens brightly brilliantly brim brinier brisked brisker brisking briskly brisks brittle broaching
broad broadened broadly broads broadsides broccoli broiler broils broker bronchitis bronchos bronze brood brooks brotherhood browbeat browbeating
brownie brownies bruised bruises brunched brunt brushed brusk brutalities brutish bubbles bubblier bubbliest buck buckles buddy budged budges budget
budgeting buffalos buffet buffoons buffs builders building bulges bulging bulked bulkiest bulks bulldogged bulldoze bulldozers bulldozes bullets
bullfight bullfrog bullfrogs bulling bulls bump bumped bumpiest bundle bungalows bungle bunglers bungling buoyant buoying buoys burdensome
bureaucrats burglaries burgle burlap burlier burliest burly burners burning burnishes burnt burp burrow burrowing burrows bus bushy business busting
busy butcher butchered buxom buy buzz buzzard buzzing byes byte bytes byways cabbing cabinet caboose cacaos caches caching cackled cackles cactus
caddies cadences caffeine cages cagey cagy cajole cajoled cajoles calculate calculation calculi calculuses calendared calendars calf calibrates
calibrating calibration calicoes calk calks calligraphy callow calls calmly calories cameo cameras campaigned campaigner campaigning camper camps
campus campuses canceled cancers candidly candle candled candlestick caned canine canines caning cankered canned cannibal canning cannon cannoning
canny canoe canon canopied canopies cantaloup canteen canters canvasing canyons capability capably cape caped capillaries capitalists capitalize
capitals caprice capsizes capsule captivating captive carats caravans carburetor carburetors cardinals cards care cared carefully cares caretakers
caribou caricature caricatures carnivals carnivorous carol caroled carols carpenter carpentered carpentry carping carriages carried carrion carted
carton cartons cartoon cartoonist cartridges carts carve carving cascade cascading cash cashew cashing cask casket casserole casseroling castigated
casting castings castoffs casts cat cataloging catalogue catapulted cataracts catcall catcalled catcalls catch catches catchup categorizes cater
caterers caterpillar cathedrals cattle caucusing caucussed cavalier cavalries caved caviar cavity ceasefire ceases ceasing ceilings celebrities
celebrity celery celestial cellulars cemeteries censorship censured censures censusing centennial centralize centrally century ceramic cereal
certainty certifying cessation chaffs chagrins chairing chairman chalets chalice chalkiest challenger challenges champagne champions chance chanced
chancellors changeable channeling chaplain chaplains chapped chapt char charge charger charges charitable charitably charlatans charm charms chars
charted chartered charting chase chased chasten chaster chatter chatterbox chattering chattiest cheapest cheat checker cheep cheeping cheeps cheer
cheesed cheetah chefs chemist cherry cherubim cherubims chestnut chests chew chewiest chews chicest chides chief chiefer chiefest chilies chilled
chiller chilli chills chilly chime chimneys chimpanzee chimps china chinking chintz chip chipmunk chipper chirps chiselling chivalrous chocolate
choicer chokes cholesterol choosier choppers choppiest choral chords chores chortled chorus choruses chorussed chowder chowders chromosomes
chronically chronicled chuckled chucks chug chugged chum chummier chunk chunks church churches churned churning chute cider cigaret cigarettes
cinched cinching cinder cinders cinemas cinnamon ciphered ciphers circa circles circuit circuits circulate circumvents cite cited citizen citric
citrus citruses civilians civilities civilizes clacking clad claimed claiming clambering clamming clamor clamored clamp clams clan clang clanged
clangs clank clanking clanks clap clapped clappers claptrap clarinet clashes classified classify classy clatter clauses clay clean cleaner
cleanliest cleanliness cleansers cleansing clearing clears cleats cleavages clefs clefts clemency clenched clenching clerked clerks clever cleverly
cleverness click clients cliff climactic climaxing climb climbs clime clinched clinics clipped clipt clique clock clod clog cloister cloisters close
closer closet closeted closures clot cloth clothe clothing clotting cloudbursts clover clowned clubbing clubs clucked clue clueless clumps clutch
clutches clutching clutter cluttering clutters coagulates coalesced coalitions coals coasting coastlines coated coats coaxed coaxing cobalt cobbler
cobweb coconuts cocoon codes coding cods coexistence coexisting coffers coffin coffined cogency cognac cogs coherence coherently coins cokes
colanders coldest colic collaborate collapsed collared collaring collars collated collateral collates collation collective collectives collectors
collects collision collusion colonize coma combatants combatting combine combined combines combs comedian comedies comely comes comestibles
comforting comforts comic comical coming commandant commanded commas commencing commendable commending comment commentary commented comments
commercial commissions commitment commits committed commodities commodity commodore commodores commotion commotions communiques commutative
compacted compacting companions comparative compare comparing compassion compatible compatriots compel competences competes competition compiled
compilers compiling complain complains complete completely completest complex complexes compliance complicate complicates composite compound
compounding comprehend comprehends comprise compromise compulsions computes comrade comradeship concatenate concede conceit conceited conceits
conceivably concentrate conception conceptions conciliate conciliated concisest conclusion conclusive concocted concoctions concord concreted
concussion condemn condense condescend condiments condolences condom condoms conducive conducting conducts cone confections conferred confessed
confessing confidently confides confiding confined confining confiscates conform conforms confounding confounds confuse confusion congealed
congealing congeals congregate congregates congress congruent conjugates conjugation conjure conjures conned conning connote connoted conquering
conquest consecrate consecrated consensus consent consents consequence conserves consider considerate considered considering consign consigned
consignment consolation console consoled consonants consorting conspicuous constants constraint constructed constructs construe construes consul
consulates consult consultancy consultants consumable consumerism consumers consumes consuming consummate consummated contend contenting contentment
contestants contests contexts contiguous contingency contingent contingents continue continues continuing contours contract contracted contracting
contradict contraries contrasted controllers convalesce convene convenience convening convention converged convergence converges converse conversed
conversing conversions convertor convertors conveyance conveyances conveyed convictions convince convoyed convulses coo cook cookbook cookie cookies
cooks cooky cool coolers cools cooper cooperates cooperating cooperation cooperative cooping coordinates copier copiers copies copper copperhead
copulation cord corded cordials cordoned coring cork corking corneas corner cornered cornering cornets cornflakes corniest cornmeal cornstarch
coronation coroner coroners corpulent corpus corpuscles corralled corrals correcting corrective correlated correlating correlation corridor corrodes
corroding corrupt corrupted corruption corseting cortex cosmonaut cost costed costings costume costumes cosy cottage cotton cottoned cottontails
cottonwood couching cough coughing coughs could councilors counseling counselled counsels countable countenance countered counterpart countersign
countesses coup couple coupon coupons courage courser courses courtesy courtroom courtrooms courtships courtyard covenant covenanted covenanting
covered coveted cowards cowboys cowed cowgirls cox coy coyer coyest cozier crab crabbier crabbiest crabby crabs crack cracker crackers crackled
crackpot cradled craftiest craftsman crags cramped cramps cranberry cranks crash crashed crasser craters crave cravings crayfish crayoned craze
crazes crazier craziness crazy creaked creakier creamed creaming creams create creative creatives creatures creditable credited credits credulous
cremation crepe crepes crescendi crescendo crested crests cretin cretins criminal criminally crimsoned crinkle crinkled crinkles crises crisped
crisper crisps criteria criticisms critique critiqued crochets crockery crony crooking crooning croons crops croquet crosser crosswalks crotches
crouch crow crowbars crowded crowds crowed crows crucified crucifix crucifixes crucifixion crude crudely crudest cruel cruellest crumbed crumble
crumbling crummier crumpled crunch crunched crusaded crusaders crusades crusading crushes crushing crusting crux cry crystalize crystalized
crystalizes crystallize cub cube cubes cubing cucumber cuddling cuing cuisine culinary cullender culls culminate culminates culprit cult cultivating
culturally culture cumming cums cunning cunningest cupboard cupboards cupsful curable curb curbed curls currants currencies currents curry currying
curse cursed cursor cursory curtail curtailing curtains curtest curtsying cushioned custard custards custodians custody customers customize customs
cut cuter cuticle cutlet cutters cyclists cyclone cylinder cylinders cypresses cyst dabbed dabbles daddies daemon dagger daggers dailies daily
daintily dairies dallied dally damages damaging dame dammed damp dampened damper damsel damsels dance dancer dancers dancing dandelions dandier
dandies dandruff danger dangerous dangerously dangers dankest dapper dare daredevil darken darkest darling darlings dashes dated dating datum daub
daubed daubing daughter daughters daunted dawning daydreamed daydreams dazes dazzles dazzling deadlock deal dearer deathbed debase debated debited
debrief debris debt debtors debuting decapitated decay decayed deceased deceit deceive deceiving decencies decency deception decibel decide deciding
decimates deciphered decision decisions decisive declares decline declined decode decoded decomposing decorate decorating decreasing decreeing
dedicating dedications deducing deduct deductions deemed deems deepen deepening deepest deeps defaced default defecate defect defectives defendants
defenders defending defensed deference deferential deferred defies defiled defiles define definite definitely definitive deflate deflated deflecting
deflection deflections deflects deformed deforming deforms defrost defrosted degenerates degree deifies deigns dejects delaying delegations delete
deletes deletion deli deliberated delicately deliciously delighting delimit delimiting delimits delinquents deliria deliriously delis deliverance
delivering delivery deluged deluging deluxe delve demagogues demanded demands demean demeaning demises democracy democrat democrats demolishes
demons demonstrate demoralized demotes demoting demount demurest den denial denouncing dens densely denser denting dentist dentists deny deodorant
deodorants deodorizes departed departments departure dependence depicted depicts depleted depleting deplorable deplored deploring deported deporting
deposed deposit deposited depraving depravity depressed depression deputies derailed derailing derivation derivatives derives derogatory derricks
descendant describe described desecrates desecrating desert deserter deserting deserves designate designed desired desirous desisting desolate
desolates desolation despaired despatched despatches despise despising despondent despots desserts destined destinies destitute destroyed destroying
detached detachment detail detailed detained detectives detectors detects detention deter detergents deteriorate determined determines determining
deterring detonation detonators detracting detriments devastating devastation developers deviates deviating deviation devices devil deviled devilled
devils devious devise devoid devolution devolved devolves devoted devotions devour devours devouter devoutest dexterity diabetes diabetic diabetics
diagnose diagramed diagraming dial dialed dialogs diarrhoea dicing dictating dictations dictator dictatorial diction died diet differs difficulty
digits dignify dignitary dignity digressed digresses digressing digressions digs dike diked dilapidated dilated diligent diluted dilutes dilution
dim dimensions diminish dimmed dimmer dimming dine diners dines dinosaurs diphthong diplomat diplomata diplomats dire directing directness director
directories directory directs dirge dirty disability disagreed disagreeing disallow disallowing disallows disappear disapproval disapproves disarms
disarrayed disarraying disavowed disavowing disband disbelief disburse disbursing discerned discharge discharged disciples disciplines disclaims
disclosure disco discolor discoloring discomforts disconcert disconnects discos discounting discourages discovered discoveries discovering discovery
discredit discreet discs discusses discussion discussions disdains disembarks disengaged disengages disfavoring disgruntle disgruntles dishes
dishing dishonest dishonesty dishonor dishonored dishwashers disillusion disinherit disinherits disjointed disks dislike dislikes disliking
dislodged dislodges dislodging dismal dismally dismantled dismays dismembers dismiss dismissal dismissive disobedient disorder disown disowning
disparaging disparate disparities disparity dispatched dispels dispensed dispensers dispenses dispersal dispersing displaced displaces display
displaying displays displeased displeases disposes disposition dispossess disproving disputing disrupted disrupts disseminate dissents disservices
dissident dissidents dissipate dissipated dissipates dissipation dissociates dissuade dissuaded dissuades distaste distends distiller distillery
distinct distinctly distracted distresses distrusted disuse disuses ditched ditching dithered dittos ditty diver diverged divergence diverges divers
diversify diverted divested divined divining divisible division divorces divorcing divulge dizziest dizzy docked doctor doctorate doctored
documentary documented documenting does dogged dogging dogwood dogwoods doilies doldrums dole doleful doling dollar dollies dolphins domed
domesticity domicile dominants dominating donated donkey dons donuts doodle doom doomed dooms door doorman doorsteps doorways doped dopiest doping
dorsal dot doting doubt doubtfully doubting doughnuts dour dourer dourest dove doves dowdy downcast downhills downstairs downstream downtown
downward dowry doze dozing drabs draft draftier draftsman dragonflies drain drainage drained draining dramatize dramatizes drastically draw
drawbacks drawbridge drawer drawers drawing draws dreadful dreading dreads dreamed dredge dredges dregs drench drenching dressmaker dressy dribbled
drift drilling drinkable drinkers drinks dripped drivers drives driveway driving drizzled drizzling droller drollest drones drooping droops dropouts
dropped droppings drought drouths drowses drowsier drowsiest drum drummer drummers drumstick drumsticks drunkard drunken dryer dryest drying drys
duchesses duck duding due duelling duels dues dugouts dulling dumbbell dumbbells dumbfound dumbfounded dumfound dummies dumpier dung dungeon dunks
duped dupes duping duplexes duplicate duplicating duplication duration duress dusted dusting dwell dwellers dwindling dyed dyking dynamic dynamics
dynamited eardrum earl earmark earmarked earner earners earring earrings earthed earthing earthly earthquakes earthworm earthworms easel easier
easing easy eaves eavesdrops ebbing echo echoes echoing echos eclipse eclipses eclipsing ecological ecologists economists economizing eddy edger
edgy edict edicts edifices educates education educator eel eels eeriest eery effective effectively effectual efficiently effusively egg eggs ego
egoism egos egotists eigenvalue eighteens eighteenths eighth eighties eightieths eighty ejections ejects eked ekes elaborate elaborated elaborately
elapse elapses elasticity elbowing elbows elder election elections elective electives electors electrified electrifies electrodes electronic
electronics electrons elegance elevate elevates elevating elevations elevators elevens elevenths eliciting eliminated elimination elite elks
ellipsis elms elongate elongated elopement eloquent eloquently else elsewhere eluding email emanating emancipate emancipated embalm embankment
embankments embargoes embarked embarrassed embeds embellish embellished embezzle embezzles embitter emblems embodiment embodying embossed embracing
embroiders embryos emeralds emergence emergent emerges emigrant emigrants emigrate emigrating eminently emirs emissary emission emits emotion
emotional empathy emphasizes emphysema empirical employ emporia emporiums empower empowered empowering emptied emptier emptiness empty emulates
emulating emulations enable enabled enabling enacting enactments enameled enamels encased enchant enchanting enclosed encode encoded encompassed
encored encores encountered encourage encourages encryption encumbers encumbrance end endangered endangering endear endearing endeavor endeavoring
endemic endives endless endlessly endorse endorsed endorses endorsing endowed endows endurance endured endures enema energies engagements engender
engendered engineer engines engraved engrosses engrossing engulf enhancement enigma enjoyments enlarges enlightened enlist enlisted enlisting
enlistment enlists enormous enrage enrich enrol enroll enshrines ensigns ensued ensures entail entering entertained entertainer enthralled
enthralling enthrals entice entices entitling entrance entrances entrant entrants entrapped entrapping entraps entrenched entrust entry entwines
enumerate enumerating enveloped envelops envies envious envisage enzymes eon epaulet epaulette epidemics epithet epitome epoch epochs equal equalize
equalling equally equals equanimity equates equator equestrian equipment equipping equities equivalents erase erasers erases ergo ergonomic eroded
eroding errands errant erred erroneous erroneously erstwhile escalate escalated escalator escaped escapism espionage essaying essays essences esteem
esteemed esteeming esteems esthetic estimate estimation etch etchings eternities ethereal ethic ethically ethos eulogize euphemisms evacuated
evacuations evaded evading evangelism evasions evener evenest evening eventuality eventually ever evergreen evermore every eviction evidenced
evident eviller evils evolution evolves ewe ewes exacerbated exact exacter exactly exaggerates exalts examination examine examiner examines exampled
examples exasperates excavated excavating exceed exceeded exceedingly excel excellence excelling exceptional excerpted excess excessive exchanges
excise excised excising excites exciting exclaim exclude excrement excrete excreted excretes excused excusing executive executors exemplified
exemplifies exercise exert exhale exhaled exhausting exhaustion exhibits exhilarate exhilarates exhort exhorting exhume exhuming exist existed
existence existences existential exists exited exonerate exonerating exotic expands expanse expansion expansive expatriate expectant expectation
expected expecting expedient expedited expediting expelling expels expendable expense experiences expires expiry explains expletive expletives
explicit explicitly exploiting explores explosions export exposed expositions exposure expounded expounds expressive expressly expressways exquisite
extant extended extension extensions extensive externally extincting extol extoll extolled extolls extracting extracts extradite extravert extremes
extricated exuberance exultant eyeballed eyeballs eyes eyesight eyesores eyewitness fabricate fabrics facade faced faceting facial facilitates
facility facing facsimiled faction factories facts factual factually fad faded fades failed failure faint fainted fairer fairies fairs faith fall
fallacies falsehoods falsely falsetto falsettos falsify falsities falsity falter famed familiarize families fanatic fanatical fanciest fancying fans
fantastic farce fare fares farm farming farmland fascinates fascination fashionable fashionably fast fasten fasteners fatally fated fateful
fatherland fathers fathomed fathoms fatiguing fatten fattened fatter fattest fattier fatties fattiest fatty fatuous faultiest faultless favorites
faze feasible feasts featherier feats fed federalism feeblest feeder feelers feels feigned feigns felines fell felled fellowship fells felon
felonies felt feminines fence fend fended fending fends fern ferried ferries ferry ferrying fertility fertilizes festers festivity festooned
festoons fetched feting fetters feud feuds feverish feverishly fezzes fiascoes fib fibbing fibs fiction fictions fiddlers fidelity field fielded
fiendish fierceness fierier fifteens fifth fiftieths fig fights figured filament filch filched filets fill fillet filmiest filtered filtering filth
fin finales finalized finalizing finally financed finding findings finer finessing finger finickier finicky fining fir firearm fireman firemen
firewood firework firmly firmware firsts fiscal fish fished fishermen fishy fission fissure fitful fitting fittings fives fixation fixing fizzle
flabbiest flags flailed flaked flakes flakiest flames flaming flamingoes flammable flanking flannel flannelling flannels flapjack flapjacks flash
flashback flatly flattened flattening flattens flatterers flavoring flavorings flawing flawless flawlessly flecking fledgling fledglings fleet
fleets flesh fleshier fleshy flexes flexibly flexing flicked flickered flier flight flightiest flimsier flimsiest flinched flinches fling flings
flint flippers flips flirted flits flitting floats floods floor flooring floors flop floppier floppies flops flora floral florid flosses flounced
flouncing flour flours flowed flowerier flowers flowery fluctuates fluctuating flue fluids flunk flunked flunkeys flunking flunks flurry flushes
fluted fluttered fluttering flutters fluxing flyover flyovers foaled foals foam foamiest foaming focal foggiest fogs fogy foisted foisting folklore
folksy follies following follows folly foment fondle foodstuff foodstuffs foolproof fools footage football foothold footings footlights footnotes
footpath footsteps footstool forages foray forbad forbear forbearance forbears forbid forceps forcible forcibly forded fording forearmed foreboding
forebodings forecast forecasted forefathers forego forehead foreheads foreign foreigners foreplay fores foreswear foresworn foretell forethought
forever forewarns foreword forewords forgave forgers forges forgives forgotten forlorn formal formalizing formally formatted former formerly
formulated fornication forsaken forsakes fort fortieths fortify fortifying fortnight fortress fortuitous fortunate fortunately forwarder forwarding
forwards fostered fostering foulest fouling fouls found foundation founded founding foundries foundry fount fourth fowled foxing foyer fracas
fracases fraction fractional fractured frailer frailest frailties franchise franchises franchising frankfurter franks frantic frauds fraudulent
freckle freckled freeing freer freeway freezer freezing frequenting freshened freshest freshmen freshwater fretfully friars friendlier friendlies
friendly friendship frigate frightening frightens frightfully frigidity frillier frilly fringes frivolities frizzier frogs frolicked frond fronted
frontiers frost frostiest frosty frozen frugal fruitier fruitlessly fruits fruity frustrate fudging fueling fuels fulcrum fulfilled fulfilment fully
fumbling fumigate fumigating fumigation function functions fund funding funnel funner funnier furl furled furloughed furloughing furnishings furors
furring furrowing furthered furthering furthest furtively fury fuss fussed futile fuzed fuzes fuzing fuzz fuzzed fuzzes fuzziest gabbed gaging gags
gain gaining gal gale gallant gallery gallivants gallon gallop galloping gallops gallows galls galvanizing gambit gambles games gamut ganged gap
gape gapes gaping gaps garbing garbled garbles garbs garden gardeners gardens gargled gargoyle garland garlanding garrison garrisoning garter
gaseous gasket gaskets gasolene gasped gasping gate gates gateway gatherings gating gaudier gauging gaunt gauntest gawk gawks gawky gayly gaze gazed
gazetted gazettes gear geeing gelded gelt gem gems general generalize generated generators generosity generous geneses geneticist geneticists
genially genies gent gentiles gentility gentler gently gents geographic geology geometry germination gestures getaways geysers ghettoes ghosted
ghosting ghostlier ghostliest ghosts gibbered gibbering gibes gibing giddiest giddiness giddy gifted gig giggle giggled gigs gild gilded gimme
gimmicks gin ginned ginning girdled girdles girlfriends girlhood girlhoods girth girths give givens gladden gladdens gladiator glads glamorize
glamorizes glamorizing glamour glare glassing glazing gleaning gleans glee glens glib glibly glided glider glimmering glimpses glint glisten
glistening glittered glittering gloating globe globes globular globules gloomier gloried glorified glorifies glorifying glorying glossaries glossed
glossies glove gloved gloves gloving glowed glowers glucose glued glueing gluts glutted gnome goalie goalies goalkeeper gobbed goblin goblins gobs
godchildren godly godparent godparents gods godsends goggle golden golds goldsmith goldsmiths goner gong gonging gongs good goodby goodnight gooey
goof goons goosed gorge gorgeous gorges gorging gorilla gospels gossiping gossipping goulashes gourds governors governs grease greased greasiest
greatest greatly greatness greedier greenbacks greened greenhorns greenhouse greening greens gremlin grew greyhounds greying greys griddle griefs
grieve grievous grin grinder grits grizzlier groaning grocer groceries grocers groggy grooms groove grosser grotesques grouches grouchier ground
grounded group grouper grouping groups groused grovels grown grub grubbed grubby grudged grudges gruellings gruffer gruffest grumble grumpier
grumpiest grunted guaranteed guarantor guard guerrillas guessable guessed guessing guesswork guidance guideline guile guillotine guillotined
guillotines gulches gulf gulfs gull gully gulps gummiest gummy gumption gunner gunpowder guppies guppy gurgled gurgling gurus gusher gushes gustier
gusts gusty gut gutted guttered guy guzzles gymnasiums gyrate gyrated gyrating gyrations habitable habits hackneyed hacksaw had haggle haggles hail
hairdos hairiest hairline hale haled haler halls haloes haloing halted halter haltered halting halve hammering hamming hammocks hampering hampers
hams hand handbook handful handfuls handicapped handicraft handicrafts handler handles handrail handsful handshakes handwriting hangar hangings
hankering haphazard happenings happiness happy harassed harassing harassment harbor hard harden hardware hardwood hark harks harm harmless harmonies
harmonizes harness harnessed harped harpist harried harries harrow harrows harrying harsh harsher hassle hassling hasted hasten hastened hasty hatch
hatched hate hated haunts havens havoc hawk hay haying hays haystack hazard hazardous headed header headiest headland headlands headlights
headstrong healer healing healthier heap heaps heartache heartaches heartbeats heartbreak heartening heartfelt heartiest heartily heated heath heats
heavenlier heavenly heavens heaviest heavily heaviness heavy heckled heckling hedgehog hedging heeded heeding heedless heeds heifer heightened
heightens heights heinous held heliports helium helping helpless helplessly helps hem hemmed hemorrhage henchmen herb herbivorous herbs here
hereafters heredity heresy heretical hermit hernia heroes heroic herons hesitated hesitations hewing hews hexadecimal hexagons heyday heydays
hibernate hibernated hibernates hibernating hiccup hiccuping hiccups hick hide hided hideously hides hiding highjacked highly hiked hiker hikes
hilarity hillbilly hillier hills hillsides hilt hilts hinder hindered hinting hints hipper hire hiring hissed histogram historian historic histories
hitch hitchhikers hiving hoard hoaxed hoaxes hoaxing hobbies hobbled hobbles hobbling hobbyhorses hobnobbing hobnobs hobo hocks hoe hog hogging hogs
holding holdup hole holiday holier holing holster holstered homely homesteaded homeys homicides homies homing homy honestly honesty honeycomb
honeycombed honeymooned honking hoodlum hoodwinked hoodwinks hoop hooray hoorays hooted hoots hopefuls hopeless hopes hopscotch hopscotched
hopscotches horizontal horizontals hornets hornier horns horrendous horrified horrify horse horses hosed hospital host hosteled hostelling hotbed
hotheads hotly hotter hounds houses housewives housing hove hover hovered hovering hubbub hulk hullabaloo humanely humaner humanist humanities
humblest humbug humid humidity humiliating hummed hummingbird humored humorously hundred hundreds hundredth hundredths hungered hungrier hungriest
hunk hurdled hurdles hurrahed hurray hurricanes hurt hurtle hush huskiness husking hustler hustles hustling hutches hybrids hydrant hydrogen
hydroplaned hyena hyenas hymn hymnal hyphenate hyphenates hypnosis hypnotized hypocrisies hypocrisy hypocrites hypotenuse hysterics icebergs
icebreaker icebreakers ices icicle iciest icing icy identified identifying idiomatic idles idolize idolizing igloos ignite ignited igniting ignored
ignores ignoring iguana ikon illegally illiterate ills illusion image imaged imaginary imagines imbecile imbeciles imbedded imitated imitation
imitator imitators immensely immensity immerse immersion immigrants immigrates immobilized immortality immune immunize immunized immunizing
impairments impairs imparted impartially imparts impatiences impeccable impedance impede impeded impel impended impends imperatives imperfectly
imperfects imperil imperilling impervious impetuously impetus impinge impinged impinging implanted implemented implementer implicating implication
implicit implicitly implore implored imploring imply implying impolite imposition impossibles impostor impounding impresses impressing impressions
imprint imprinted imprisons improbably improving improvise impulse impurest inability inactivity inadvisable inalienable inbreeds incantation
incarnate incessant incidence incinerate incisions incitement incites inclination inclined incloses includes inclusions inclusive incognitos
incoherent incompetent incorrectly increases incubates incurred incurs indecent indelible indelicate indexed indicated indicates indicative indict
indicted indictment indictments indigenous indignation indignity indistinct individual indorse indorsed indorses inductions indulgent indulging
industry inefficient ineligible inequality inert inertial inescapable inevitable inexcusable inexorably infamous infamy infants infected infects
inferiors infested infests infidelity infiltrated infirmities infix inflames inflammable inflatable inflated inflections inflexible inflicts
influenced inform informal informing infraction infrared infuses ingested ingests ingrains ingratiate inhabitants inhalers inherit inherited
inheriting inherits inhibited inhibits inhumane initialing initialize initially initials initiate initiating initiator initiators injecting injure
injured injures injurious injury injustices inkier inmates inner innermost innings innocence innuendos inoculate inoculating input inquest inquests
inquire inquiring inquisitive insatiable inscribed inscription inscrutable insecurity insensitive insertion insigne insincerely insinuate
insinuation insisted insistence insofar insolent insoluble insolvency insolvent insomnia inspect inspecting inspiration instants instigate
instigating instilling instincts instituted institutes institution insulators insulin insulting insults insurances insured insurgent intact intake
integrate integrated intellect intense intensified intensify intensives intentional intentions interacted interacting intercedes intercepted
interesting interim interlopers interludes internal interne interns interposes interpret interpreter intersperse intervened interviewed interwove
intimidates intolerable intolerant intonation intoxicate intoxicated intoxicates intrench intrenching intricacies intricate intrigue intrigued
intrigues intrude intruder intrusion intrust intrusted intuitively invader invalidates invalids invariables invent invented inventive inventor
inventoried inverse inverted inverts invest invested investigate investor invests inveterate invigorate invincible invitations invited inviting
invocation invoice invoices invoked involves involving iota irradiating irrationals irregular irrelevance irritable irritate irritated islanders
isles isolating isthmuses italic italicize italics itchy items iterative itineraries ivories ivory jabbed jabbered jackknifing jackpots jade jades
jam jammed jams jangle jangled jangles jangling jar jargon jarred jars jaundice jaundices jaunted jauntier jauntiest jaunty javelin jawing jay jazz
jazzes jealousy jeering jelled jellied jells jelly jellyfishes jeopardizes jerkier jerky jerseys jest jesters jesting jetted jetties jettisoned
jettisoning jetty jibe jibed jibing jiffies jigged jiggle jiggled jiggling jigs jigsaws jinx jitteriest jockey join jointed jointing joked joker
jolliest jolly jollying jolting jostle jostles jovial joyed joyfully joyous joys joystick judiciary judicious judiciously judo juice juicier jumble
jumping junctions junk junketed junkets junkie junkies junta juries juror justest jut juxtaposes karate kayak kayaking keeling keenly keepers
keepsakes kennel kenneled kernel kernels kettle keyboard keyhole keynoted keyword kid kidded kidnaping kidnapped kidnapper kidnappers kids kilning
kilns kilos kilowatt kind kindliest kindling kindly kindred kinds king kingdom kink kinking kinks kinky kinship kiosks kipper kited kiting kitten
knee kneecaps kneed knelt knife knifed knitted knobs knocked knocking knowledge known knuckle knuckling koalas koshering kowtow kowtowing lab
labeled labeling labelling labor laborious labors labyrinths lace lacerate lacerated lacerates lacerations lacing lacquered lacy lad ladder laded
laden lads ladybugs lag lager lagoon lain lairs lake lamb lambed lament lames laming lampooning landing landings landowner landscaped landslide lane
languorous lanky lanterns lapsed larceny larded larding lards large laryngitis lash lashing lastly lately latent lateral lateralled lateralling
laterals latex lath latitude latter laughable laughter launches launching launder laundered lavatory lavender lavishes lavishing lawless lawn laws
laxity laymen leaded leafed leaflets leafletted leaks leaned leaning leaping learned learning leasing leaved leaves leaving lectured lectures
leeched leeriest lefts leg legacies legal legality legalized legally legendary leggins legion legislated legitimates leisurely lemme lengthier
lengths lengthy lenses lent lentil leopards leotard lepers lesions lessen lets lettuces leukemia level levelled lever leverage leveraged levy
liaisons liars libelled libels liberally liberation librarian library licenced licenses licensing lid lieutenants lifeguards lifelike lifespan
lifestyle lifestyles lifetimes lift lifting lifts ligament lighted lightens lighthouses lighting likeable likeliest likelihood likelihoods likely
likened likeness likening limber limbers limbo limes limit limitless limousines limper limps linear linearly linen lingered lingers linguistic
linguists linings linkage linked lionesses lips lipsticked liquefied liquid liquidate liquidates liquifying liquored lisped lisps listener listings
listless lists lithium littered litters little littlest liveliness livers livestock livid llamas loader loafed loam loathing lobbies lobbing
lobbyists lobsters locale locals locates locating locations lock locked locker locket locks locomotives locust lodged lodges lofted loftier loftiest
log logarithmic logger logical logically logician loincloths loiter loitered loll lolling lollypop lollypops loneliest loneliness lonesome longevity
longhand longings longitude longitudes lookout loom looneys loosened looser lop lope lopping lops lording lorry losers loss lost lotions lotteries
lotuses loud loudspeaker lounged louse lousy loved lovelier lovelies lovers low lowed lowlier loyalest loyaller loyalties lubricated lubrication
luckily ludicrous lugged lukewarm lulling lulls lumbered lumbering lumberjack luminaries luminary luminous lump lumps lunacy lunatic luncheon lung
lupin lured lush lushes lute luxuriant luxurious lymphatic lyres lyrics macaronis mace machetes machinery machining machinist macho macroscopic mad
madam madcaps madden maddened maddens made madman maelstroms maggots magically magician magistrates magnates magnet magnetizing magnifies magnolias
mahoganies maids mailboxes mainline mainstay maintainer maintaining majored majorities makers making malady males malformed malfunction malice
maliciously malignant maligning maligns mallards maltreated malts mammalian manageable management managers mandating mandatory mandible mandibles
mangers mangoes mangroves mangy manhandling manhole mania maniacs manias manicure manicures manifesting manipulated manipulates mannequins manpower
mantels mantle manual maps mar marched marcher mares margarine marigolds marijuana marinated marinates mariner mariners maritime mark marked markers
marketable marks marksman marooning marred marriage marsh marshalling marshes marshmallow martin marts martyred martyring marvelous mascaras mascots
masculines mashing mask masking masqueraded massages massaging massing massive mastered masterful mastering mastermind mat matador matchbook
matchmaker material materialism maternity mating matrix mats matt matte matter mattered matters matting maturer maturest maturity mausoleum maximal
maximizes maximizing maximums mayonnaise mayors mealier meanders meanest meaningful meaningless means meant meanwhile measles measurement meats
mechanics mechanized mechanizes mechanizing medal medallions meddlesome mediaeval medias mediation medically medicate meditate meditating meekly
megabyte megaton melancholy mellowed mellows melodies melodious melon melt member membrane memento mementoes memoir memoirs memorial memorials
memories memorize memorizes menace menaced menaces menials mentalities menthol mentored meowed meowing merchandise merchant mercilessly mercury
meres merest meridian meridians merit merited mermaid merriest merry meshes messages messenger messes messing metabolic metabolisms meteorology
meting mew mews miaow microfiches microfilm microfilms microphones microscopes middleman middlemen midget midnight midst midwives mightiest migraine
migraines migrant mildest mildews mile milestones militarily military militated militates militating militias milk milked milkman milligrams
milliner milling millions millionth mimes mimicked mimicry mindedness minds mineral mingled mingles miniatures minibus minibuses minibusses minimal
minimally minimize minimizes minimum minimums minions minister ministerial ministry minorities minuets minutest mirages miring mirroring misbehaves
miscarry miscellany misconduct misdeed miser miseries misery misfit misfitting misgivings misguide misguides mishap misinformed misjudge misjudged
mislead misleading misled mismatched mismatches misplaced misprint misprinted misquote misquoted misreads missiles mission missionary misspell
misspelled misspelling misspelt mist mistake misted mistyping misuse misusing mitigating mitt mnemonics moat mobility mobilize moccasin moccasins
mod modeling modelings models moderate moderating moderators modernized modernizing modestly modicums modified modifier modifies modify modulated
modulation modules mohair moist molars molded moldings moldy mole moles mollified molten momentarily moms monarchs monastery monastic monastics
money mongoose monk monkeyed monks monogram monogrammed monolithic monologue monopolies monotony monsoon monstrous monthlies monthly months
monumental mood moodier moody moonlighted moored mooring moose moping mops morale moralists morals morn morphology morsel mortared mortaring mortars
mortgage mortgaged mortuaries mortuary mosque mosques moss mossier mostly motel mothball mothballs motherhood motifs motivating motivation motives
motliest motorbike motorbikes motorcade motorcades motorcycled motoring motorist motorway motto mount mountainous mounted mounting mounts mouses
mousiest mouthfuls mouthing mouths move movie mow mowed mower mowers mowing mown mows mucking mucks muddier muddies muddiest muddling muddying
muffed muffles muggier muggiest mugginess mulching mules multi multiples multiplies multitudes mumbled mummies munched murals murkier murky muscled
muscles muse muses mush mushes mushroomed mushrooming mushy music musing musk musses mussing mustache mustang muster musty mutates mutation mutely
mutest mutilate mutilation muting mutinied mutiny mutter mutually muzzle muzzled myopic mysterious mysticism mystified myth myths nab nabbing nagged
naive name names nap napkins nappies nappy naps narcotic narrate narrated narrates narrative narrowed nasal nastier nastiness nasty nationals
naturalize naturalizes naturally naturalness nausea nauseated nauseates nautical navel navigators navy near nearest neatness nebulas necessary
necessitate necklines necktie neckties necrophilia needier needles needlessly negative negatived negligees negligence negligent negotiator
neighbored neighborly neighs nephews nerve nerved nerves nerving nervousness netting nettle network networking networks neutered neuters neutralized
neutron newbies newcomer newer newest newscaster newsletters newspapers newsprint next nicely niceties niches nick nicking niece nifty nightclub
nightfall nightingale nine nineteen nineteens ninetieths nippiest nipping nites nitrate nitrogen nits nitwit nobly nobody nodded node noiselessly
noising noisy nomad nomads nominating nominee nominees nooks nooses northerly northward nosey nosiest nostril nosy notches notching note notebooks
nothing noticed noticing notifies nourish nourishing nourishment novel novels novelty nowadays nudging nuggets nullify numbed number numbers numbest
numbs nun nuns nurse nursemaid nurture nutcracker nutmegs nutrient nutrients nutted nutty nymph oak oared obelisks obese obesity object objecting
objections objectively objectives obligates obligating obligations oblique obliterate oblivion oboes obscene obscenities observable observation
observers observes observing obsessed obsesses obsolescent obsoleting obstruct obtusest occasioned occupants occupied occupies occupy occurrence
occurrences occurs octagon octagonal octopus odds odes odors offender offered offhand official officially offing offset offsets offshoots offshore
oftener ogling ogre ohs oil oils okay okayed okaying okra old omelettes omens ominous omission omitting omnibus omnipotence omnipotent omnipresent
once ones oneself onion onions onlooker only onsets onward ooze opaquest opened opener openers opening openings opens operas operate operates
operating operations operatives operators oppose opposes opposing oppress oppressed oppressing opt optic optimal optimist optimistic optimize
optimizes optimums option optionally optioned optometrist opts orangutan orbital orbiting orbits orchestrate orchids ordaining ordeal ordeals order
ordered ordinaries ores organism organisms organists organize organized organizer organizes orientation orifice originated originates ornithology
orphan oscillate oscillates ostensible ostracized ostracizing ounces our ourselves oust ousted ousting ousts outbreaks outcasts outcome outcomes
outcries outdoing outdoor outdoors outermost outfields outgrew outhouse outing outings outlast outlawed outlay outlays outlining outlive outlived
outlook outmoded outnumber outnumbers outposts outputs outputting outraging outrunning outs outshine outshone outsider outsides outsmart outsmarted
outsmarts outspoken outstation outstrips outweigh outwit outwitted oval ovals oven overall overalls overcoat overcoats overcrowded overcrowds
overdid overdoing overdosed overdoses overdrew overeating overflowed overhanging overhead overheads overhear overhearing overheats overhung overland
overlaps overlaying overlie overload overloaded overlong overlook overpowers overprints overreact overreacted overrule overruled overrules oversight
oversights overslept oversteps overtimes overturned overview overwhelms overwork ovum owe owed owing owls owned owning oxidizes oyster oysters paces
pacifier pacing packaged packaging packed packets pad padded paddock paddocked paddocking paddocks paddy padlocking padlocks pagan pageant pager
paging pagoda pagodas painfullest painless pains palaces palatial pale paler palest pall pallbearer pallid palmed palomino palominos pamper pampered
pampers pamphlet panaceas pancake pancaked pancakes panda pandemonium pandered paneled panelled panhandle panhandlers panhandling panicked panicking
panning pant panting pantomiming pantry panty papaya paper paperback paperbacks papers paradox paragon paragraph parakeets paralyze paralyzes
paranoid parasite parcelling parcels pardoned pardoning pared park parkway parkways parlors paroles paroling parrakeet parred parring parsnips
parson parsonage parsonages parsons partaken partially participle participles partied partisan partners partnership parts pas passageway passageways
passionate passives passports passwords pasta paste pastel pasteurized pasties pastiest pastorals pastries pastures pasty patch patches patching
patchworks patently paternal pathologist pathos pathway patient patio patriotism patrols patron patronages patronize patronized patronizes pattern
patterns patters patty paucity paupers pavements paw pawnbrokers pawns pay payable payload payments peace peacemaker peaked pealed peanut peanuts
pebble pebbled pedal pedaled pedaling pedalled pedals peddled peddling pedestal pedestals pedestrians pediatrics pediatrist pedlar peeking peeks
peels peeved peeves peeving pelican pellet pelted pelting pelts pelvic pen penal penalize penalizes pencil pendant pended penes penetration penguins
peninsula penitence penmanship pennant penned pennies penniless pentagonal pentagons penthouse penultimate peony pep peppered peppering peppermint
perceived percolators peremptory perfected perfecting perfections performed performing periling perimeter periodic periodical peripherals periscopes
perjure perjured perjuries perkier permanent permeates permissions permit permits peroxides perpetrate perpetrated perpetrates perplexed perplexity
persecution persecutors persevere perseveres persistence personifies personify perspires persuaded persuasion pert pertains perturbing perusing
pervasive pervert perverts peskier pesky pessimism pest pesticide pet petal petals petering peters petition petitions petrifies petted petticoat
pettier petty pews phantasying phantoms pharmacists pheasants phenomena phenomenon philosopher phlegmatic phoneys phonics phoning phonographs
phosphor photocopier photocopies photograph photon phrase phraseology physician physiology physiques pianist piccolos pickaback picked pickiest
picking pickles picnic pictured piddles pieced pierce pierced piercing pies pigeonholed pigeons pigged piggyback pigment pike piking piled piles
pillaged pillages pilled pillow pillowcase pillowed pillows pinched pines pinioned pinioning pinker pins pious pipelines piping pique piquing
piranhas pirate pirating pistols pistons pit pitch pitcher pitchfork pitchforks pitfall pitfalls pithiest pitiful pittances pity pitying pivotal
pivots placarded placards placate placed placenta places placid plagiarize plagiarized plaice plaids plain plainer plainly planar planets planked
planking plankton planning plans plantains plantations plants plaques plasma plasters plastics plate plateaued platforming platforms plating
platinum platooned platooning plausible playback player players playground playhouses playmates playthings playwright plazas plea plead pleads
pleasant pleasanter pleasantry pleases pleasing pleasure pleating pleats pledge plentiful plight plighted plodded plopping ploughed ploughs plugged
plumb plume plumed plummet plummeting plumping plunges plunging plurality ply plywood poached poacher poaches pocketbooks podding podia poignancy
point pointless points poise poising poisons polar polarize polarizing polemic polices policewoman policies policing policy polios polishes politely
politer political politics polkaed polkaing pollinated polluted polygamous ponder ponders ponies poodle poodles pool poorer poorly popped pops
popularize populating porches poring porpoise portables portal portend portended porter portfolio portfolios porthole porticoes porticos portioning
portray portrayed portraying positioning positive positively positives possesses postcard posted poster posterior posting posts potato potent
potentially pottering potters pouching pounded poured pout pouted pouting powdered powders power powered powwow powwows practically practice
practices prairies prance pranced prances prancing prattling pray praying preached preacher preaching preambling precautions preceded precedence
precedent precedes precipices precisest precursors predatory predicate predicated predicates predictable predicting predictor predominate preeminent
preempting preened preening prefab prefabs preface prefaces prefect preferred prefix pregnancy prejudice prelude preludes premature premiering
premiers premium prenatal prepared prepay prepaying prescribing presenter preserved presidency presidents pressures presto pretences pretending
pretends prettier prettiest pretty prettying pretzels prevailing prevented prevention prevents preview previewed preyed priced priceless pricing
prick prickliest pricks pride priding priest priestess priesthood primaeval primaries primitive primmer primp primped primrose principals print
printouts priorities priors prisms prisoner privately privater privatest privatized privies privy prizes prizing probability probable probing
problematic processes procurement procures prod prods produced producer profaned profanity profess professed professor proffering proficients
profile profitable profusely programmers progress progresses prohibitive projection projections projects proliferate prologue prolonging prom
promenade promenaded promote promoted promoting promotion prompt promptness prompts pronouns proofread proofreads propagate propel propensity
properly properties prophecies prophecy prophesied prophet proponent proponents proposal propping proprietors props prose prosecutes prospecting
prospects prosperous prostrating protect protections protectors proteins protested protestors protocol protocols protractor protrusions prouder
provable proven proverbial providing provincial proviso provisos prowess prowling proxy prudes prudish pruned pruning pseudo psych psyches psychoses
pub public publicize publicizing publishes publishing puckered puddles puddling pueblo pueblos puffiest pulped pulping pulsates pulverizes puma
pumices pumped punches punctual punctuation punctured punier punish punishing puns punter puny purchases pure purely purer purge purging purifies
purifying puritanical purple purplest purport purposed purred purring purse pursue pursuing pursuits purveyor pus push pushes pushing put putrid
putters putty puttying python quack quadrangle quadruped quadrupled quail quakes qualified qualifies qualify qualitative qualms quantifier quantify
quantities quantity quantum quarrel quarrying quartering quartets quartettes quavered quavering queasier queenly quelled quelling quells quench
quenches quest quested question questioned questioning questions queue queued quibbles quibbling quick quickening quickens quicker quickest quieted
quieting quill quilt quilting quinine quirked quirking quite quitted quitting quivered quivers quiz quorum quotient quoting rabble rabies raccoons
race raced racer racetrack racially rack racked racketeers racketing radial radiance radios radish radius raffles rag raged raggeder raggedest raid
raided raiding railroaded railway railways rain rainbow raincoats rains raise rakes raking rally ram rambler rampages ramrodding ranch ranchers
ranching rancid randomly ranged ranger rank rankest ransacked ransomed ranted rap rapider rapidest rapids rapports rapt rarely raring rascal rascals
rasher rashest rashly rasp raspberries raspberry rather ratifies ratings rationale rationing ratios ratted rattlers rattles raucous ravage ravaged
raven ravened ravish ravishing rawer razor reaches reacting reaction readership readies readily readiness readjusting realer realization realms
realty ream reamed reaped reappeared reappearing rearing rearrange rearranging reason reasonably reasoning reassured reassures rebel rebelling
rebellions rebellious rebounding rebuild rebuke rebut recanted recapture recaptured receipted receive receiver receives recenter recentest
receptions recessed recessing recessions recharge recipes reciprocals recital recitals recitation recitations reckoned reclaim reclaiming reclaims
recluses recognizes recoiling recollect recommend recommended recompensed recompiling reconfigure reconnect recorder recording recordings recover
recovered recreates recruit recruitment recta rectangle rectifies rectifying recuperate recuperates recur recurrence recycle recycled recycling
redeeming redefine redefined redefines redemption redesigned redhead redheads redirect redirected redraft redresses reduction reefed reeked reel
reelected reeled reeling reels reenforced referee referred referring refilled refine refined refineries refinery refining reflections reflex
reflexes reform reformed reformers refreshment refund refunded refuse refuses refutation refute regal regaled regales regalia regard regarding
regenerate regenerates regent regents regimens regiment regimenting regiments register registrar registrars registries regretful regrettable
regretted regularity regulates regulation regulations regurgitate rehearsing reigned reigning reinforce reinforces reinstates reis rejoinders
rejoins rejuvenated rejuvenates relapse relapsed relative relatives relativity relaxations relaxes relay relegate relentless relevant reliably
relief relies relieving religious reload reloading relocatable relocate relocated relocates relocation rely remainder remake remark remarkable
remarkably remarking remedied remedies remedying reminder reminders reminiscent reminiscing remnant remodeled remodeling remodels remorseful
remorseless remote remoter removals removing remunerate remunerated remunerates rename renaming renders rendition renditions renegades reneges
renounced renovated renovating renovations renown renowned rent rental rents reopen reopening reopens reorganized repairs reparation repatriated
repay repeal repeats repellants replicate replied replying reporter reporters reporting reports reposes repository represented represents repressing
repressions repressive reprieves reprieving reprints reproaches reproaching reproduces reprogram reprogramed reprograms reprove reproved reproving
republican republics repulse repulsed repulses reputable repute reputed requiem require requires requisites rereads reroute rerouted rerouting
reschedule rescue rescued rescuing researches resembles resembling resent resented resentment reserved reserving reservoir resets resetting resided
residences residential residing residual residues resin resist resolutely resolve resolved resolves resolving resorted resound resource respected
respectful respecting respites responded responds response responses responsive restarts restaurant restful restoration restored restores restoring
restrained restricted restricting restriction restricts resubmit resurrect resurrects retain retains retaliate retch retched retches reticence
retinas retirement retirements retires retraces retreat retribution retrieval retrievals retrievers retroactive retrospects reunion reunions
reunited reuse rev revamps reveal revelations revelling revelries revels revenged revenges revenging reverberate reverence reveres reverie reverses
reversing reverted revery revised revisit revive reviving revoke revolt revolted revolting revolved revolver revulsion revved revving rewarding
rewrites rewritten rewrote rheumatism rhinoceros rhubarbs rhymes rhythmic rhythms ribbed ribbing rich riches richly ricing ricketier ricocheting
riddles rider ridge ridiculous rifle rifled rifles rifted righter rightest rightful righting rightmost rigidity rigidly rigor rigors riling rim ring
ringlet rinsed rinsing rioted rioting rip ripened ripening riposte ripples rising risks rite rivaled rivers roach roadblocks roaming roams roar
roared roars robber robbers robbing robin robot rocked rocketed rocketing rockiest rocky rode rodents rogue romances romantics romping romps roof
roofed rook room roomier roommate roost roosts rooted rooting rope roped rosaries rosemary rostrum rosy rotaries rotary rotate rotated rotor rotten
rottenest rotund rouges roughed roughens roughs rouging roundabouts rounder rousing routed routing row rowboats rowdy rowing rows royal rubbing rubs
ruby rudder rudders rudely rudeness rudest rudimentary ruffed ruffians ruffling rugby ruggedest ruined rules rulings rum rumbles ruminate rummaging
rummer rumor rump rumples rumpling runaway rundown rundowns runners runniest runs runts runway rupture ruptures ruse rush rushed rustiest rye sabers
sabotaging saboteur saboteurs sac sack sacked sacraments saddens saddled sadism sadists sadly safaried safaris safekeeping safer sage sagest
sailboats sailed sailors sails saintliest salable salad salaries salary sales salesman salient salients sally salon saltier saltiest salting salts
salvation salves same samples sanatorium sanctifies sanctifying sanctity sanctuaries sand sandal sandals sandbag sandbagging sanded sandstone
sandwiched sane sanest sank sanserif saplings sapphire sapping saps sarcasm sarcastic sassiest sassy satellite satellites satelliting satin satires
satirized satirizes satisfies satisfying saturates saturating saucers sauerkraut sauntered sausages savager save saver savior savvier savviest
saying sayings scaffold scalded scalding scalier scaling scalloping scalp scalped scalpel scalping scalps scaly scampered scan scandal scandalize
scandalizes scandals scanned scant scanty scapegoat scarcest scare scares scarf scariest scars scattering scene scented scheme scheming school
schooner schooners science scientific scissors scoffed scolded scolloping scoops scooting scoots scorches score scoring scornful scorning scourges
scout scouts scrambled scrawled screech screeches scribbling scripture scrounged scrounges scrubs scruffiest scruffy scuffled scuffles sculptor
sculptors sculpture scummed scurried scurrilous scything seafaring seafood seamed seamstress seaport seasides seasonable seasons seated seats
seaweed sec seceding secluded secluding secreting secretly sections sector sectors secured securer security sedate sedative sedatives sediments
seduction seductive seed seeds seek seems seen seeped seeping sees seesawing segmenting segregated segregating seized seldom selected selecting
selectors selects selling semester semicolon semifinals seminar seminaries sender sending senility seniority sensation sensational sensations sensed
sensibility sensibly sensitives sensor sensors sensory sensual sent sentences sentencing sentience sentiment sentry separate separator separators
sepulcher sepulchers serener sergeants serial series seriously serums servant served serviced services setback setbacks setters settle settlements
settling seventeen sevenths severing sewage sewed sewing shabbier shabbiest shackles shade shadowy shady shafting shafts shaikhs shake shaken
shallower sham shambles shampoo shampoos shams shape shaped shapely share shareholder sharing sharped sharpener sharpeners sharping sharps shatter
shattered shave shawl shaykhs she sheaf sheared shears sheathed shedding sheepish sheer sheers sheet sheikh sheltered shelved shepherd sherbets
sheriff sherries shes shield shies shiftier shifting shifty shin shine shined shingles shins ship shipments shipwrecked shirks shivering shoals
shocks shodden shoddier shoddiest shoe shoestring shoestrings shooed shooing shooting shop shopkeeper shored shorted shortenings shorter shorts
shotgunned shouldering shouts shoved shoveled shoveling shovelled showcase showcases showcasing showed shower showered showers showing shredded
shredding shreds shrewdness shrilled shrillest shrimp shrimped shrimping shrimps shrivelling shrivels shrouded shrubbery shudders shun shutdown
shutter shuttled shuttles shyest shyness sibling siblings sick sicker sickest sickle sickness sicknesses sidelong sideshow sidetracked sidetracks
sidewalks sidle sidles sidling siesta sieving sigh sighed sighs sighting sightless sigma signalled signatures signer signified signing signposted
silences silent silentest silk sills silted silts silvering silversmith silvery simmering simplified simulator sin sincere sincerely sincerer
sincerest singes singles sings singular singulars sinuses sip siphoned sire sirup sirups sitters situate situated situating six sixteen sixtieth
sizzle sizzled sizzling skeins skeptic skeptical sketched skidding skied skiing skilful skim skimpiest skimpy skinned skip skipped skippers skips
skirmishes skirmishing skirting skis skunks skyrocket slacken slacker slackest slain slake slanders slant slanting slap slapstick slashing slat
slaving slays sleazy sled sleep sleepless sleeps sleeve slew slicing slicked slickest slicking sliding sliest slight slightest slightly slights
slily slims slinging slings slink slippers slipping slit slither slithered slivered slobbered slogans slogged slop slopes sloshing slothful sloths
slovenliest slovenly slowed slug sluiced sluices sluicing slumbered slumbering slummed slump slumps slunk slurred slurring slurs smaller smalls
smarter smarting smarts smell smelled smelly smelt smidge smidgen smidgeons smiled smit smocking smoke smoked smokes smokestack smoking smolders
smoother smoothly smote smothered smuggest smuggle snacks snag snails snake snappiest snatches snatching sneaker sneakier sneered sneezing snickered
snickering snickers sniffle sniffles snip sniper snippet snitching snooker snooped snoops snore snored snorkeling snorkelled snorting snot
snowballed snowballing snowier snowing snubbed snuck snuff snuffed snugly snugs soapiest soaping soar soaring soars sob sobbed sobbing sober
sobering sobers sobriety sobs soccer sociable social socials socket socking sofa sofas softened sojourned solace soldering soldiered soldiering
soldiers solemnest solemnity solemnly solicited solicitor solicitous solidify soling solitude soloed soloing solutions solvents some somehow
somersault somersaults somewhat somewhere sonata songs sonorous soon sootier sopped sops sorceress sorely sores sororities sorority sorrowful
sorrows sorta sounding soup souping sour southpaw sows sox spa spacecraft spaces spading spaniels spanned spare spared sparing sparking sparkler
sparring spate spatted spattered spatting spaying spear speared spearheaded specialize specials species specific specifies specimens speck
spectacular spectators specters spectrum speculates speechless speediest spellbind spelled speller spelling spends spendthrift spherical sphinges
spiders spilling spills spilt spinach spindly spinning spiral spire spires spirited spiriting spiritually spite spites spiting spits spitted
splashing splendider splice splinter splintering spoilt spokes spokeswoman spongiest sponging sponsored spoofs spooked spookiest spool spoonsful
spores sporran sported sporting spot spotless spots spottier spouses spout spouts sprain spraining sprawl sprawls spread spreads spreed spriest
sprigs springing springtime springy sprinkling sprints sprouts spruce spruces sprucest spryer spryest spurning spurring spurs spurted spy spying
squalls squander squandered square squarer squat squeals squeamish squeezed squeezes squelched squid squids squintest squiring squirted stack stacks
staff stages stagger staggered staggering staider staidest staining stair staircase stairway stale stalemate stalks stalls stammered stammers
stamped stampeded stances stanch stanched stanza starch starches starchy stared starfish starfishes stark starlight starrier starring start starter
starters starting startles starts starvation starving stately statement statesmen stating station stationed statue stauncher staved staving stay
stealing steals steamy steels steeped steeples steer stellar stemming stench stencil stenciled stepladder stepladders stereo stereotype stereotyped
sterilized sterilizing stern stewards stickler stiffened stiffest stiffly stifle stigma stillest stilted stimulate stimulation stimulus stinginess
stings stint stipulated stir stitch stockaded stockbroker stockholder stockiest stockings stocks stockyard stockyards stodgier stodgiest stoical
stoke stoked stolidly stomached stomping stomps stones stoney stoning stool stooped stopovers stoppered stoppering storage stored storehouse
storeroom stores storeys stork stove stow straggled straggling straighter straights strain straining stranded strange strangely strangest stratified
stratum stray strays streamer streetcars streets strength strengths strenuous strenuously stressed stressful stressing stretch stretched stretcher
stretchers stricken striking stringent stringier strived stroked strolling strolls stronghold strongholds structural struggle strums strung stub
stubbier stubbiest stubbing stubby stud studding student studios study stuffed stuffiest stumbling stunk stunt stunts stupendous stupidly stupor
stupors style subdividing subject subjected subjecting subjects subletting sublimer sublimes subliming submarines submerge submission submissions
submissive submit submitted submitting subordinate subscriber subscribing subsection subsections subsided subsiding subsidize subsidizes subsidizing
subsidy subsisting substitute subtlest suburbans success succinctest succor succored succoring suffices suffixed suffocated suffrage sugaring
suggestion suitable suitcases suite suits sulfur sulked sulky sullenest sultans sultrier sultriest summarily summarize summered summits summon
summoned summoning summonsing sunbathed sunburn sunburning sunburnt sundaes sundials sundown sunflower sunflowers sunlit sunnier sunniest sunsets
sunup superb superiority superiors supersonic supervise supervises supervision supplement supplest supplied supplier supplying support supporting
suppress suppressed suppresses supremely surely surf surface surfboard surfed surgeon surges surmise surmised surmounts surnames surpassed surpluses
surplusing surplussed surprising surrender surrendered survey survival survived survives suspends suspense suspension suspensions sustainable
sustains sustenance swab swagger swallowing swam swampier swampiest swap swarm swarming swarms swat swatted sweating sweaty sweeper sweeps
sweepstake sweet sweetens swept swerve swift swigging swill swims swindle swindles swings swirls swisher switchable switcher switches switching
swivel swivelled swollen swooning sword swore symbols symmetry sympathized sympathizes symphonies symphony synagogs synapses syndicated synonyms
synopses synopsis syntheses synthesizes syphoning syringe syringed syrup systematic tabbed tabby table tablespoon tablet tabooing tabu tabuing
taciturn tacking tackle tackling tacky tactical tactlessly tadpoles tail tailgating tailing taillight taillights tailor tailors tailspins tainted
takeoff taker talent talked talking tall tame taming tangent tangents tangling tangs tankard tanked tanner tantalizes tapered tapering tapestry
tapped tardier tardiness target targeted tariff tariffs tarpaulin tarpaulins tarred tarried tarries tartar tartars tasks tassel tasseling tasteful
tastes tasting tattling tattooing tatty taunts tautology tavern tawdrier tawnier tax taxiing taxying teach teaching teacups teams teamwork teapots
tear teared teas technically technicians technology teeing teemed teeming teems teen teepee tees teeter teething teetotalers telegraph telegraphs
telephones televising temperate tempest template temporal temporarily temporary temptation temptations tenacity tended tenderer tenderest tenderized
tenderizing tendrils tends tennis tenor tensed tenses tensest tension tensions tentacles tented tepee terminally terminators terms terrain terrible
terribly terrier terrific terrify territory tersely terser test tested tester testifies testimonies testing testis tests tethering text textual
textually texture textures thanks thatcher thatches thawing thickens thicket thickets thicknesses thief thieves thigh thin thinnest thirteenth
thirteenths thirtieths this thorn thorniest thorough thoroughest those thought thoughts thrashed threadbare threaded threads threat threatening
three threes thresh threshed threshers threw thrifty thrill thrilled thrilling thriven thrives throat throb throbbed throbs thronging throngs
throttles throughput throve throwing thugs thumbs thumbtack thunderbolt thwarting tickets tide tidy tie tieing tier tiers tiger tight tightened
tilting timbered timetables timidity tin tinged tings tinkered tinnier tinning tinny tinselling tint tints tirade tireder tireless tiresome
titillated titillates title titles titling toad toads toadstool toasted toaster toboggans today toddles toe toffee togas toiled tolerable tolerant
tolerated tolerates tolled tolls tomahawked tomato tombing tomboy tones tongs tongues toning tonnage tonne tonsil tonsils toot toothache toothaches
toothpaste tooting toppled tormented tornado tornados torrent torrential totality totters totting toucans touchdown touches touchy tough toughen
toughs toupees tourist towelling tower towers towing toxins toying track tracked tracks traction tractor tractors tracts traded trademark traders
trading traffic trafficked traffics trails training traitor traitorous traitors trance tranquil tranquiler transact transcends transcribe
transcripts transforms transit transition transits translates translating transpired transplant transport transposing trapdoor trappers trappings
trashier trashiest traumata traumatic traumatizes travestied travestying trawled trawler tray treacheries treacherous treadmills treads treasure
treasures treatment trebled trebling treed trees trekked trellis tremble trembling tremor trenching trends trestle triangle triangular tributary
trickiest tricks trickster triggering triggers trill trillion trillions trilogies trimester trims trios tripling tripod trite triumphant triumphing
triumphs trivia trivial triviality trivially trolled trollies trolling trolls trombone trophy trot trotting troubled troubles troubling trounce
trouncing troupe trousers trowel troweled troweling trowelled truancy truant trucked trueing truest truing trumpeting trumping trumps truncate trust
trustier trusting trustworthy truths trying tryouts tsar tsars tubas tube tubing tucked tufting tufts tugging tumbles tummy tumors tumults tuna
tuned tuner tuning tunneled tunnelled tunnels turban turbans turbulent tureen tureens turfing turning turnouts turnpike turns turnstile turquoise
turquoises turret turrets turtle turtlenecks tusks tussles tutoring tuxedoes tuxedos twanged twanging tweed tweezers twelve twenties twentieths
twice twiddle twiddling twinged twinkles twinkling twinning twirled twirling twist twittering tying type typed typesets typical typifies typify
typist tyrannized tzar tzars ugly ulterior ultraviolet umpire umpired umpteen unanimity unanimous unassuming unblocked unborn unbreakable unburdens
uncannier uncleaner uncommonest unconfirmed uncountable uncover uncovered undamaged undecidable undeniable undeniably under undercover undercut
underdog undergo undergoes undergoing underline undermined undermining underscored underscores undersides understands understates undertake
undertakes undertone undertows underweight undoings undress undue unearthly uneasier uneasiest uneconomic unevenly uneventful unexpected unexplained
unfailing unfamiliar unfastened unfavorable unfeasible unfilled unfit unfitted unfolded unfolding unfunny ungainlier unhook unhooks unicorn unicorns
unifies uniformly uniforms unify unilateral uninitiated unintended unionizing unions uniquely uniqueness uniquer uniquest unit unities unjustly
unkind unknown unleash unleashed unlike unlikeliest unloading unlocking unlocks unmans unmarked unmarried unmasking unmodified unnecessary
unoriginal unpack unpacked unpacking unprepared unprotected unprovoked unravel unraveling unravelled unravels unrelated unresolved unrest unrivaled
unrivalled unruliest unsafe unsaying unsays unscheduled unseat unseating unseemlier unseemly unsettles unsettling unsightlier unsolicited unsound
unstuck unsuitable unsuited untangled unthinkable untie untruer unusable unused unveiled unwanted unwarranted unwelcome unwilling unwiser unwound
unwrapped unwraps upbeats updating upended upending upgrading upheaval uphill upholding upholds upholster upholstered uprising uprisings uproot
uproots upset upsets upsetting upstarts uptight uptown upturned upturning uranium urbane urging used uselessness users usurped utensils uteri
utilities utilizes utter vaccination vacillates vacua vacuums vagaries vagary vaguely vain vainer validated validates valuable value valued vampire
vandal vandalism vane vanish vanishing vanity vaporizes variations varied varies variety various varnishes vases vast vastest vat vault vaulted
vector veered vehicle veil vein veins vend vender vendors veneration vengeance vented ventilate verbals verbosity verdicts verges verifying
versatile version versions verticals verve very vest vestige vestiges veteran veto vetoes vetoing vetted vetting vex vexation vexations vexed
vibrate vibrated vibrating vibrations vicar vicarious victor victorious video videotape videotaped vies viewer viewpoints vigil vigilante vigils
vigor viler vilifies villa villager villainous villains villainy vindicated vine vintage violation vipers virile virtues virtuoso virtuous virulent
vised visible visibly vision visionary visioning visitations visiting visits visor vistas visualizes visualizing visuals vital vivid vividest
vociferous voicing volcanos volition volleyballs volleys voltages volume volunteers vomiting vortex voted voters vow voyaged voyaging vulgarer
vulgarest vulgarity vultures waddles wading wads wafers waffling wage wagging wagons wags waiting waiver waiving wake walkers wall wallet wallets
walloping wallops wallows wallpapered walnut walnuts waltzes wand wanderers wandering wanner want wanted wantons ward warded warden wardrobe wards
warmer warmest warning warns warp warranted warren warring warrior wars wartime wary washable washables washouts wasp wastebasket wastes watch
watches watchman watermarked watermelon waterway waterworks watt waved wavering wavers wax waxing waylay ways wayside weakened weakens weaker weakly
weaknesses wealth wealthiest weapon wearied weaving webbed weddings weed weedier weeing weekly weeks weep weer weighed weighted welcomed welds
wellington werewolves westerlies westerns westward whale whaled whalers whaling wheedled wheelchair wheeling wheels whence whenever whereby wheres
wherever whimper whimsical whinnying whirlpools whirlwinds whirred whirs whisker whiskered whiskey whiskies whisky whistles white whiteness whitens
whitewashes whittling whiz whizzes wholesaled wholesaling wholesome whooping whys wickedness wicks widened wield wig wigging wigs wildcats wildest
wildfires wildly wiliest willed willpower wilted wilting wilts wily wince winch wincing windfalls windmill windmills windpipe winds wins wintered
winterier winteriest wintrier wiped wisdom wisecracks wises wish wishbone wishbones wishful wispier wispiest wistfully witch witched witching
withdraw withdrawal withdrawn withdraws wither withheld withhold within withstand withstands witticism wittier wittiest witting witty wive wizard
wizened wizzes wobble wobbled wobblier wok wolfing wolfs womanhood wonder wondered wood woodenest woodies woodiest wooding woodland woods woodsmen
woodwork woof woofs woolies woollier workbench workbook worker workforce workload workman workmanship workouts workshops worlds worm wormed worming
worms worn worries worrying worsening worshiped worshiping worshippers worshipping worst worthless woven wow wranglers wrappers wrapt wreak wreathe
wreathed wrecked wren wrenched wrenching wrens wrestler wrestlers wrestles wretch wretcheder wrier wriest wriggle writers writhed writhing
wrongdoings wronged wrought wrung wry wryest yachting yacked yacks yakking yams yank yard yards yawning yearlies yearling yearlings yearly yearn
yellowed yellower yellowing yellows yelp yelps yens yessing yesterday yews yield yocks yodeling yoga yoking yonder young your yourself youth yowl
yowls zanier zanies zealous zebra zenith zeroed zeroing zeros zest zests zeta zigzag zigzagging zincked zipping zips zodiacs zombi zoologists
zooming
"""
WORDS = tuple(_TEXT.split())
