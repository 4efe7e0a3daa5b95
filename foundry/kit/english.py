"""Ten thousand English words that the enhancer learns to copy: a sample of SCOWL's list of common words (Debian's `wamerican-small`), coarse ones left out.

SCOWL: Copyright 2000-2011 by Kevin Atkinson. Permission to use, copy, modify, distribute and sell these word lists, the associated scripts, the output
created from the scripts, and its documentation for any purpose is hereby granted without fee, provided that the above copyright notice appears in all
copies and that both that copyright notice and this permission notice appear in supporting documentation. Kevin Atkinson makes no representations about
the suitability of this array for any purpose. It is provided "as is" without express or implied warranty.
"""

_TEXT = """
abaci abandon abandons abbey abbot abbots abbreviates abdicate abdication abdomen abduct abducted abducts aberration abetted abhorrent abhorring
abhors abide abided abides abilities abject ably abnormality abnormally aboard abolish abolishing abominable abounded abounds abrasives abridging
abroad abruptest absconded absconding absence absences absenting absolute absolutest absorbed absorbs abstaining abstraction absurdities absurdity
absurdly abundant abuse abysses accedes accelerated accents accentuates acceptances accepted accepting accessed accessory accident acclimates
accolades accomplish accord accords accosted accosting accosts accountancy accountant accountants accounts accredit accrediting accruing accumulate
accumulates accurate accurately accused accusing ached aches achieved acid acorn acquainted acquired acquiring acquit acquits acreages acres acrid
acrimony acrobat acrobatic across acrylic actions active activist actress actresses acts actualities actuary acutes adages adaptation adaptive
addicting addicts additions adepts adhered adherence adhesive adjectives adjust adjusts administer administers admirer admires admissible admitted
admonished admonitions adobes adopted adoptions adopts adoration adore adored adores adorn adornment adroitly ads advantage advantages adventurer
adverbs adversaries adversity advert advertise advertises adviser advisers advises advocate advocated aerosol aerospace affably affectation
affection affections affidavit affiliation affirm affixed affixes afflicting afflictions affordable afforded affording affords affront affronted
affronts afield aflame afloat aforesaid afraid afresh after afterlife afternoon age aged agency agent aggravate aggravates aggregating aggression
aggressors agility agitate agitator agnostic agonies agonized agonizing agony agrees ahoy aids ailing ailments aim airborne aircraft airier airlines
airmailing airplanes airy ajar alarmingly alarms album alcohol alcohols algae aliasing alibied alienate alienating aliens alinement alinements
alines alit allays allegiances alleging allergy alliance allied allocate allocation allots allowances allusion ally almanac almighty almond aloft
alone along aloud altars alternate alternately alternating altitude alto altogether amassing amateurs amaze amazement ambassador ambient ambiguous
ambition ambles ambulance ambulances amendment amenities amethyst amirs ammunition amnesia amnesties amnesty amnestying amoebae amoebas amount
amounts amphetamine amphibious ample amplifiers amplifies amuck amulets amusing amusingly anachronism anaemic anaesthesia anaesthetic anarchists
anatomical ancestries ancestry anchovy anecdote anecdotes anesthesia angels angle anglers angrier anguished anguishes animals animosity ankle annals
annexations annihilate annotated annotating annotations announce announced announcers annual annually annul annulment anointed anonymity another
antagonism antagonizes antennas anthem anthill anthology antibodies anticipated anticlimax antique antiques antiquity antiseptics antithesis ants
any anybodies anythings anyway anywhere aortas aped apices aplomb apologize apologized apologizes apology apostle apostles apostrophes apparition
appeal appear appendage appended appendices appetizing applauding application applicator applied apply appoint appointees appointing appraises
appreciate appreciates apprehended approaches approaching appropriate approvals approved approves approximate apron aptitudes aquaria aquatic
aqueduct aqueducts arable arbitrarily arbitrary arbitration arcades arch archaeology architect archives archiving arcking arcs are area areas arena
argue argues arguments aria aristocracy aristocrat aristocrats arks arm armadillo armies armors armory around arraigned arraigns arrange arranging
arrayed arrest arresting arrives artefact arteries artful arthritic article articles articulate artificial artist artistic artwork ascended
ascending ascetics ascribed ascribes ascribing ashed ashing ashore asides asking asks aspect asphalt asphalted asphalting asphalts asphyxiate
aspirants aspirin aspirins assailants assassin assassinate assassins assemble assembles assents asserts assets assign assimilates assistance
assistant assistants association associative assortment assortments assumes assuming assumption assumptions assurance assurances assured assures
asterisk astounded astuter asylum atheist athletic athletics atlas atmospheres atoned attached attains attempting attended attends attention
attesting attics attiring attorney attracted attracting attractive attributed attributes attribution auctioneer auctioneers audience audition
auditioning auditions auditor augments aunts aura auras authoring authorize autocrat autocratic autocrats automotive autos avarice avenges avenging
avenue average aviator avocados avoided avowal avows awaits awakens awaking awarded awarding awards awes awful awfullest awing awkwardly awkwardness
axiom axioms axis axle azalea azaleas babes baby babyish backbones backfires backfiring backhand backlash backlashes backlogged backpacks backs
backside backwards bacon baddest badge badgering badges badly badminton baffling bag bagged baggier bailed bails baited balanced balded balks
ballasting balling ballooning ballot balloted balloting balm bamboo bamboos bamboozle band bandier bandies bandiest bandits bandwidth bandy banish
banjo banjoes banjos banking banknote banknotes bankrupts bannister bannisters bantering bar barbarians barbaric barbecue barbecuing barbeque
barbequed barbeques barely bares bargained bargains barged bark barnyard barnyards barometer barometers baroque barrels barricaded barristers
bartender bartenders baseline baser bashes bashing basketball basks bassoon bassoons baste bathed bathes bats battering batters batting battlefield
battleships bayed bayonets bayou bayous beaches beadier beady beaked beaks beams bearing beast beater beaters beaver beavering beavers beckon
beckons become bedlam bedlams bedridden beef beefiest beeper bees beet beets befall befalling befitted before beforehand beggar beggared beggaring
begging begrudge begrudging behaving behavior behind behinds behold beholder beholds being belatedly belch belched belches belching belfry belies
believers believing belittles bellboys belligerent bellowing belly belonging belongs beloveds belted bemused bemusing benched beneath benefited
benefitted benighted benign bequeathed bequeathing bequest bereavement berets berries beseeching besides besiege best bestow bests bet betcha betray
betrayal betrayals betraying bets bettor between beverages beware bewildering bewitched bias biblical bicker bickered bicycles bidding bided bides
biennials bifocals biggest bikini billowed bin binary bind binders bindings bingo binomial bins biochemical biographers biography biological
biologists biped birch birching bird birdcages birthplace birthplaces bishops bites bitten bitter bizarre blabbed blabbing blackbird blackbirds
blackboard blackjack blackjacks blackmailer blackout blacktop blacktops blame blamer blancmange blandest blankest blanket blanketed blast blasted
blaster blasts blearier bleated bleats bleeding blemish blend blending blends bless blessing blight blights blimp blimps blinded blindfolds blinding
blindingly blindly blindness blinkering blizzard blizzards block blockade blockades blocked blogging blonder blonds bloomed blooms blot blotches
blotching blotter blotting blouses blowing blowouts blowtorches blubbered blubbering blubbers blue blueberries blueberry blues bluff blunder blunt
blunting bluntly blunts blurts boarded boat bobbing bobbins bobs bobsled bobsledded bodyguards bog bogging boggle boggled boggles bogs boil boilers
bolder bologna bolsters bolt bolts bond bone boned boo booed bookings bookkeeper bookmarks bookworm bookworms boomed boomeranged boomerangs booming
boorish boos boosters booth bootleg bootlegged bordered borne borough boroughs borrowed bossier botanical botched bother bottle bottles bottling
bottom bottoms boulder boulders boulevards bounce bounces boundaries bounded bounds bounty bourgeois bourgeoisie boutique bovine bovines bowing
boxcar boxing boycotted boyfriend boyfriends brace bracing bracket bracketed brackish bragged brags braided braining brainstorm brainwashes brainy
braise braised braked bran branches brandied brandies brandished brash brashest brassy brave braver brawled brawn brazen breaching breaded breadths
break breakdowns breakfasted breaking breakpoints breakwater breakwaters breather breaths breeders breeding breeze breezes breeziest breezy bribe
bribery brick bricklayers bridals bridesmaids bridging bridle bridles briefcase briefcases briefer briefs brigade bright brighter brightest
brightness brilliance brimstone briniest brisker brisking bristle bristled bristles bristling brittler broach broaching broadcasts broadened
broadsides broccoli brochure broil broiled broiler broker brokers bronco brooded brooking brooks broth brotherhood brought browbeats browner
brownies browse browses bruised brunching brushing brusquer brute brutish bubbling bubbly buckled buckles bud budge budges budgeting buffaloes
buffered buffet buffeted buffeting buffoon bugged buggy bugs build builder builders building builds bulk bulky bulldoze bulldozed bullied bullies
bummed bummer bumming bumped bumpers bumps bun bunches bunching bungle bungled bungles bungling bunk bunker buoyed buoying buoys burbles bureaucrats
burglaries burglars burial buried burnishing burnt burp burping burrow burrows burrs bury bused busheled busheling bushels bushes bushy busied
busiest businesses businessman bustling busy busybodies butchery buzzed byes bystanders cabaret cabbing cabin caboose cabooses cached caches cacti
cactuses cadences cadet cafeteria cagier caked cakes calamity calculated calculates calculation calculator calculus calendars calibers calibration
calicos calk calks call callable callousing callused calm calmer calming calmness calms calorie camaraderie came camel cameo camera camouflages
campaigning campus campuses cancels candidacies candled candling cane canes canine caning canker cankers canned canneries cannibalism canniest
cannot canon canopies canopying cantaloups cantered cantering canters canvasing canvassers canyons capacitance capacities capacitors caped caper
capes capital capitalism capitalizes capitulates capricious capsizes captain captaining caption captivates captivating captors caramel caramels
caravan card carding care careless caress caressed carnival carnivore carol caroled carpentered carpentry carpet carpeted carrier carrot carted
cartilages cartography cartons cartridge cartwheel cartwheeled cartwheels carving cascades cascading cased cashew cashiered cashiers casings
casseroles cassinos castaway castaways caste castes castigating casting castles castoffs casts casuals cataclysm catalog cataloging catalogues
cataract cataracts catcalled catch categorize cater catered catfish catfishes catnip catsup caucus caucuses caucusing cauliflower caulkings causal
causality caused causes causeway cautioned cavalier cavalry cave caved caverns cavities caws ceases ceasing cellophane cells cemented cemetery
censors centennials centering centerpiece centrally ceramic cereal cereals cerebral certifies chafe chaffs chagrin chagrined chagrinned chagrins
chained chalices chalkier challenge challenged challenger champed champions chance change channeled chants chaos chaperon chaperone chaperones
chaplain chapters character charging charities charlatan charlatans charmed chart charts chastity chat chats chatterbox chatters chatting
chauffeured chauffeurs cheapening cheapens cheapness cheat cheats checker checking checkpoint checkups cheeked cheeking cheered cheerier cheetah
cheetahs chefs chemicals chemist chess chestnuts chewing chicks chidden chide chided childbirths childish chile chilis chilliest chills chilly
chimes chiming chimneys chimp chimps china chinned chips chirped chirping chirps choicer choir choirs choked choose chooses choosey chop chopper
choppering choppier choppy chords chore chores chortles chorussing chowders chowing chrome chroming chronicled chronology chuckle chum chummier
chums chunkiest chunky churches churning chute cider cigarette cigarettes ciphered ciphers circulars circulates circulating circulation circumvent
circus citations cites citing citizen citizenship citric citruses civics civilities civilized clack clacking clacks claimed claims clairvoyant
clamber clambering clambers clammiest clammy clamp clamps clank clapper clappers claret clarify clarifying clarinet clash clashed clashes classical
classified classify classifying classy clause claw clawed clay cleaners cleanest cleanlier cleanliest cleanly cleans cleansed cleanser cleanses
cleansing clearance clearer cleavages cleave clemency clenched cleric clerical clerks cleverness click clicking cliffs climactic climaxing climbed
clinch cling clings clinical clipboard clipped clipping clips clique clocking clockwise clockwork clods clog clogged cloistering cloisters clones
closes closest closing closure cloth clotted clouding clouted clown clubhouse clubs clucks clueing cluing clumps clutched clutches clutters coach
coached coaches coagulating coalesce coalescing coasts coats cob cobblers cobras cobwebs cocoanuts coconut cocooning codes cods coefficient coerce
coerces coercing coffee coffining cognac cognacs coherently coil coiling coinage coincide coincidence coinciding coining coke colander colds colic
collarbones collared collaring colleagues collect collective collectives collector colleges collegiate collide colliding collie collies collision
colonized colons colt coma combating combats combination combing combustible combustion come comedian comedians comedies comelier comfort
comfortable comforted comforting commandants commandeers commands commends commenting commiserate commit commitment commitments committee commodore
common commonplace commons commotions communion communions communique communiques communist commuted compaction compacts comparable compare compares
comparison comparisons compassed compatibles compelled compels compensated competences competent competently competes compile compiled complains
completed complexes complexity complicates compliment compliments component composes composition compost comprehends compresses compression
compromised compulsion compulsive computer comrade comradeship concave concealing concealment concedes conceit conceits concepts concerned concertos
concession conciliate conciliated concisest concluding concoct concrete concreted concretes concur concurrence condemn condense condensed condenses
condescend conditional condolence condolences conducts cone confer conferring confess confesses confessions confidant confidences confinement
confining confirms conflict confound confounded confounds confuses congeal congeals congenial congesting congress coniferous conjugated conjure
conjured connecters connections connoisseur connoting conqueror conquest conquests consciences consciously consecutive consensuses consent consented
conserves consider considerate consign consolation consoled consolidate conspires conspiring constantly constants constrain constraints construe
construed consul consulate consult consultancy consultants consulting consumable consumables consume consumed consumerism consumers consuming
contacts contagion contagions containers contaminate contend contentions contesting continent continental continents contingent continual continued
continuing continuity continuum contraband contractor contractors contracts contractual contradict contradicts contrasted control convalesced
convened convening conventions converge convergence converse conversed conversely conversion convert convertors convex convey conveyance convicted
convictions convinced cooing cooked cooking cool cooler coolest coop cooped cooper cooperates cooperating cooping coordinate coped copes copies
coping copping copulate copyrights cordial cordon cordons cords cores coring corked corking corks corneas cornering corners cornets corning cornmeal
corns cornstarch coronary corporation corps corpulent corralled corralling correcting correlate correlated correlation corridors corrosives corrupt
corrupter corruption corrupts corsage corsages corseting corsets cosier cosiest cosmetics cosmos cost costed costs costume costumes cosy cots
cottoning cottontails couching cougars cough coughs councilor councilors counseling counselled counsels counter counteracts countesses countries
country countrymen couple couples coupon courage courier couriers courses coursing courtesies courthouses courtroom courtrooms courts cove covenants
cover covert coverts coveting coward cowards cowboys cower coy coyer cozier cozies cozily crabbiest crabbing cracking crackling crackpot cradle
cradled craftiest craftily craftsmen craggy cram crammed cranberry craned cranes cranked cranky crash crashed crashes crate crates crave craved
craving cravings crawfish crawl crawled crayfish crayoned craziness creaked creamed creamy creased create creatures credential credentials credit
credits creeds creepier cremates cremations crept crescendo crescendos crested cresting cretin cretinous crewed crib cribbed cries crimson
crimsoning cringing crisp crisped crisply crisps critics critiqued critiques croak croaked crocheting crock crockery crocodile cropped cropping
cross crossing crossings crossroad crosswalk crosswords crotch crouches crowbar crowing crucial crucially cruder cruel cruising crumble crumbled
crumbles crumbling crumbly crunchy crusaders crusades crushes crust crustaceans crustier crustiest crybabies crying crypt cryptic crystalize
crystalized crystallize cub cubic cuddles cuddly cuff cuffs culinary cullender cullenders culminates culmination culpable culprit cultivate
cultivated culture cumming cumulative cupful cupfuls cupped cupping cupsful cur curator curbing curdled cured curl curled curls currants current
currently curricula curries currying cursing curt curtail curtails curtained curtaining curter curtseys curtsied curve curves cushioned cushioning
cutlets cuts cutthroats cycles cyclic cycling cyclist cyclones cylinder cymbal cynic cypresses cysts dabbles dads daffodils daft daggers dailies
daintiest daintily dais daises dallies dallying damaged dames damps dams damsels dance dandies dandiest dangerously dangles dare dared dares
darkened darkening darkens darker darling darn darting dash dashing dastardly data databases dated datum daubing daunt daunting dauntless daunts
dawdled dawdles dawn dawning dawns day daydream daydreaming daydreams daydreamt daylight dazzle dazzled deacon dead deader deadlocking deadlocks
dean dearth deathbed deathbeds deaths deaves debased debases debatable debility debonair debriefed debts debugs debunk decanters deceased deceiving
deceptive decided decimals decisions decked declare declared declaring decodes decomposed decorator decorous decorum decoys decreases decreeing
decried decries decry dedicated dedication deduce deduct deducts deeding deemed deeming deems deeps deface defaced defamation defamatory defaulting
defaults defendants defenders defer deferential defiance defiant deficit defied definable defined defining definitely definitive deflated deflect
deformities deftest degradation degrades degrading dehydrate deifying deign delayed delays delectable delegates delete deleted deleting deletion
deletions delicacy delicate delicately delicious delight delighted delights delimiting delimits delivered deltas deluges delved demand demands
demerit demerits demises democracies democrat democrats demolition demon demoralized demote demotion demotions demurely demurer den denied denigrate
denoted dense denser density dent dents denying deodorants deodorize deodorizes departments departures dependance dependant depended dependent
depicted depicting depicts depleting deplorable deplores deported deporting deportment depraving depravities deprecate deprecated depressed
depresses depression deprivation deprived deprives depths derail derailment derails derided derivatives derives derogatory derricks descend
descendent descends descent described description descriptive desert deserter designate designating desired desirous desist despairs despatches
desperately despicable despised despising destined destines destroyers destroying destruction detach detached detachments detailing detains
detectives deter determined determining deterred deterrents detested detesting detonate detonating detonations detour detours detracting detriment
devalue devastates develop develops deviated deviating deviation devil devises devoid devolution devolve devolves devote devoted devotees devotes
devoting devours diagnosed diagnosis diagramming dialed dialing dialogue diaper diapered diapering diaphragms diaries diarrhea diary dice dices
dictates dictating dictations dictator diction diesel dieseled diesels dietaries dietary diets difference differences different differing diffusing
digested digestible digestive digit digitized digression diking dilates dilation dilemma dilemmas diligent dilute dime dimmed dimmest dinners
dinosaurs dioceses dip diphthong diphthongs diploma diplomas diplomat diplomata diplomatic dipping dire directions director directories directory
directs dirges dirtier disabled disables disagree disallows disappears disappoint disarraying disarrays disavows disbelief disbelieve disbelieves
disbursing discards discharge discharged discharges disciple disciples disciplines disclosed disclosing discolors discomfort disconnect disconnects
discontent discorded discos discourage discourages discourse discovered discoveries discovers discredits discreetly discretion discussing disdained
disdainful diseased disembarked disengaging disentangle disfavors disfigured disfigures disgrace disgraces disgracing disgruntles dish dished
dishonestly dishwashers disillusion disinfect disinherit disjointed dislikes disliking dislocating dislodge dislodged dismal dismay dismaying
dismays dismembers dismissal disobedient disobeyed disparaged disparages disparaging disparities disparity dispatch dispel dispelled dispense
dispensed dispensers disperse dispersed dispersing dispersion displaying displays displease displeasing displeasure disposables disposing disproved
disputes disquieting disrepair disrupted disruption dissect dissected dissecting dissection dissects dissenter dissents disservices dissident
dissimilar dissociated dissociates dissolution dissolved dissolves dissonance distant distaste distasteful distends distiller distracted distress
district disturbance disturbing disturbs disuse disuses disusing ditch ditches dithered ditty dive dived diverging diversion divert diverting
divested dividend dividing divining divinity divorce divorced dizzier dizziest dizzying dock docking doctrines document documenting dodge dodged
doer dogged dogma dogwood doles dolled dolls dolly domes domestic domesticate dominance dominants dominating dominion dominions domino donates
donating donation doom dooming doorman doped dopes dopey doping dopy dormitories dos dosed dot dots doubled doubt doubtful doughnut dourest dowdy
downgrade downhearted downhills downier downpours downright downstairs downstream downtown dowries doze dozen drab drabber drafted draftsmen
dragging draining dramas dramatic dramatizes dramatizing drank drastic drawbridge drawbridges drawings drawled dreads dreams dreamy drearier
dreariest dredges dredging drenching dressier dressing dressy drier drift drifted drifting drifts drink drinker drip dripped drips drive driveled
driveling drivelled driveway drizzle drizzles drizzling droller drooped droops dropout dropouts droppings drown drowning drudged drumming drunken
drunkest dry dryers drying duchess duchesses duck ducking ducklings duct dud dude duding duels duff dug dugouts dull dulling duly dumber dumbest
dumbfound dump dumpier dumpiest dumplings dumps dumpy dunces dunk dunking dunks duo dupe duplication duplicity dustier dusting dusty duties dutiful
dwarfing dwelling dwindling dye dyes dying dynamic dynamite dynamo eagle ear earliest early earmarked earmarking earmarks earned earner earnestly
earnestness earns earring earthiest earthliest easing easterly eating eave ebb ebbed eccentric echo economize economizes ecstasies ecstasy eddies
eddy edgier edgiest edgy edibles edifice editing edition editor editorial edits educates educational eerie effectively effectual efficient efforts
effusively egalitarian egg egging eggplants eggs ego egoism eighteen eighth eighties ejection eked elaborating elapsed elapses elastic electing
elections elector electorate electorates electrical electrician electrify electrocute electrodes electrons elementary elephant elevating elevation
elevator elevators elevenths elicited elicits eligibility eliminate eliminates elimination elks ellipse ellipsis elliptic elm elms elongate elope
elopement eloping elsewhere elucidate elude emailed emailing emails emanate emancipated embalms embankment embargoes embark embarked embarking
embarrassed embers embezzled embezzles embitter embittering emblem embodied embodying embrace embracing embryo emerge emergencies emerging emigrant
emigrants emigration eminently emir emirs emissaries emits emotion emperors emphases emphasis emphasized emphysema empire empires employ employee
employers emporia emporium emporiums empowers empresses emptier emptying emulates emulation emulator enables enacted enacts enameled enamelling
encase encased encasing enchant enchanted enchants enclosed enclosing enclosures encode encoding encored encores encountered encounters encroaches
encryption encumbering encumbers endears endeavored endeavoring endeavors ended endings endive endlessly endorse endowed endowment endure endured
endways enemata enemy energy enforces engaged engages engender engineers engravers engraves engrosses engulf engulfed enhance enhancement enhancing
enjoying enlarge enlarged enlargement enlarges enlighten enlightens enlisted enlists enlivened enmities enormously enough enquire enquired enquires
enquiries enquiring enrage enrich enriches enrichment enrol enrolled enrolments enslaving ensues ensuing entail entangle entangles entertain
entertained entertainer enthralls enthusiasms enticing entitle entitling entomology entrails entrance entranced entrancing entreaties entrenched
entropy entrusting entrusts entwining enumerate enumerating envelopes enviable envious envisaged envisages epaulet epics epidemic epilepsy epilog
epitaphs epitomes equalized equalling equals equated equating equation equations equine equipment equitable equivalence equivalents eradicate erases
ergo eroded erodes errand errors erstwhile erupt escalate escaping escort escorting escorts esophagus especially essays essence essences essential
estate estates esteeming estimate eternal eternities ethereal ethics eulogize eulogizing eulogy eureka euthanasia evacuated evacuating evaded evades
evaluated evaluating evaluation evangelist evaporating evasions evasive evener evenness eventful everybody everything everywhere evict evicts
evidence evidenced evidences evidencing evident evidently eviller evils evokes evolve evolving ewe exacerbate exacted exacts exalt exalted
examination examiners examining exampled excavated exceeds excellently excelling excels excepting excerpted excerpting excerpts excess excessively
exchange excited exciting exclaiming excludes exclusion excursion excusable excuse excuses executable executed execution executives exemplifies
exemplify exempt exempted exemption exempts exercises exercising exertions exhale exhales exhausted exhausting exhaustive exhibit exhibiting
exhibits exhorted exhumed exile exiles existence existent existential exists exoduses exonerate exonerated exotic expanses expansion expansions
expansive expatriates expectant expected expediting expel expelling expels expense experienced expertly experts expiring expiry expletives
explicitly explode exploding exploited exploration explores exploring explosion explosions explosives exponential export exports exposes expositions
expounds express expresses expression expressions expulsion expulsions exquisite extant extending extensions extensively exterminate external
externals extincts extolling extracting extradite extradites extrapolate extravert extraverts extremely extremer extricate exude exuding exults
eyeballing eyebrows eyelashes eyelid eyesight eyesores fabricates fabrication facade facades faced facet faceted facilitate facility fact faction
factions factored factory factually faculties fail failure fairies faithfully faking falcons falls false falsehoods falsely falsified falsity
faltered fame familiars fancied fancies fanciest fancy fans fantasy fantasying far farces fared fares farmed farming farmland fascinate fascinated
fashion fashionably fashions fasted fasts fat father fathered fatherland fatherlands fathom fathoming fatigue fats fattening fatter fatuous faucet
faultiest faults favorably favorite fazed fazing feared fearless feasibility feasible feasts feather feathers feathery features federal federalists
feeds feeler feelers feign feigns feinted feints felled felling fellow fellowships fells felon felonies felons felt feminine fenders fern fertility
fertilizers fervently festers festivities festivity festoon fetiches fetish feud feuded feverish fevers fezzes fiasco fiascoes fibbing fiber fibers
fibs fiche fiddler fidget fidgety field fields fiend fiercely fifteens fifteenth fifteenths fifths fiftieths fig figs figureheads filament filch
filches filed filing filleting fillets film filmier filmiest filters filthier filthiest filthy finales finality finally finance financier finches
fined finely finessed fingered fingernails finickiest finish finite fir fired fireplace fireplaces fireproofs fireside firesides firmer firming
firms fisher fishes fishier fishing fissures fit fitter fitting fittings fives fizz fizzed fizzles flabby flagged flagstone flail flailed flaked
flakier flamed flames flamingo flanking flanks flapjack flapping flaring flash flashbacks flashed flashier flask flat flatten flatterer flatterers
flattery flaunt flavor flavoring flawing fleck fledglings fleeter fleshier fleshiest fleshy flexibly flexing flicked flickered flicks flier
flightier flightless flights flinches flinching flirtation flirts flit flits floated flooded flooder floods floor floppies florae floral flounce
floundered floundering floured flourishes flouted flow flowed floweriest flows fluctuates fluctuation fluently flues flukes flung flunked flunkeys
flunkie flurried flurrying flushest flutes flutist fluttering foals foam foamier foamiest foaming foamy focal focuses focusing focusses fodder foes
foetus fogged foggiest fogies foiled foists folder folds foliage follies follow follower fondle fondly fondness fonts foodstuff foodstuffs fooling
fools footballs footings footlights footnoting foots footstep footsteps footstool footwear footwork forage foraged foray forceps forded fording
foreboded forebodes forefingers foregoing foreheads foreigner foreigners foreleg foreplay foreshadow foreshadows forestry foreswear foreswears
foretastes foretelling foretells forever forewarned forfeit forfeited forgeries forgers forges forgetting forgive forgiven forgives forgiving
forlorn formal formalities formalized formalizes format formatting formed former formerly forms formulated forsaken forsakes forsaking forswear
forth forthwith forum forwarded fossilized fossilizing fostering fought foul fouls founder foundering fountain fourteenth fowled fowls foxing
fractional fractured fractures fragrances frailest frailty frame franchised franking frantic frantically fraternity fraternized frauds fraudulent
fraught freaks freckles freckling freer frees freezers freezes freezing freight freighted freighters frenzies frequency frequent frequenter fresher
freshman fretted friar fried friended friending friendliest frightened frightening frightens frightful frilliest frilly fringe friskier frisks
frisky frizzier frizziest frolics from frontier fronts frostbite frostbitten frostiest frozen fruited fruiting fruitlessly fruity frustrates fudge
fueling fuelled fuels fugitives fulfill fulfils full fuller fulls fulness fumbles fumed functions funded fungicides funguses funneling funnier
funniest fur furlongs furloughs furrier furriest furry furthermore furthest furtive fusion fusses fussing future fuzed fuzzed gable gag gagged gags
gaiety gained gait gaits galactic gallants galling gallivanted gallows gallowses galls galvanizes galvanizing game games gamut ganders gangplanks
gangrenes gangs gangsters gaps garage garb garbed garbles garbs garden gardened gardener gardeners gardenia gardening gargles gargling garish
garnets garnish garnishing garrison garrulous gash gashing gasp gated gates gateways gathered gathering gatherings gating gauges gauging gauze
gawked gawks gayety gears gee geeing gees geese gelds gem gems genders gene genera generally generated generation generator geneticists genial
genies genitals gentile gentiles gentility gentleman gentlemen gentles gentling gently genuinely genus genuses geologist geologists geometric germ
germinates germinating gesture gestures get geyser geysers ghastly ghosting giant gibbering gibberish gibbers giddiness gift gigged gigs gilding
gilds gilt gimmicks gin gingerly ginned girdling girl girls give gives glaciers gladdest gladiator glamorized glamour glamours glances glandular
glassed glassing glassware glassy glaze glazes glean gleaned glens glib glibbest glibly glide glider glides gliding glimmers glimpse glimpsing glint
glinted glitter glittering glitters global globally glories glorified glorious gloriously glory glossaries glossary glosses glossies glowed
glowering glue glues glummest gluts glutted gluttons gnaw gnu goal goatee goatees goats gobbed gobbing gobbles goblet goblets goblin godfathers
godlier godmother godparent godsend godsends gold goldfishes golds golfed golfers golfing gondola gondolas goner gonging gonna good goodie goods
goodwill goody gooey goofed goofs gooiest goons goose gorged gorgeous gouge gourmets gout govern governors greases greasier greasiest greedily green
greenback greenbacks greener greenest greens greets gregarious gremlin greyhounds greys griddle griddles grids grief griefs grieved grill grille
grime grimes grimmer grimy grin grind grinding grip griping gripping grittier gritting groceries grocers groin groins grooming groovier grooviest
grooving groped grossest grossing grottoes grottos grouched grouches grounding group groups groused grousing grovelling grow growing growl
gruellings gruesomer guardians guess guest guesting guests guffaw guidance guidelines guides guilty guitars gulled gullet gullies gulling gulping
gumdrops gummier gumming gunner gurgled gurus gush gushes gusted gustier gut guttering gutters guy guzzle guzzled gym gymnasium gymnasiums gymnast
gyrate gyration gyroscope gyroscopes habitable habitat hacker hackneying haddock haddocks haemoglobin haemophilia hailstone hailstones hair haircut
hairlines haled halibut haling hall halls halo halon halos halted haltered halve halves hamburgers hammed hammer hammered hammers hammock hampering
hamstrings handicap handicapped handicraft handier handle handlers handsful handsomer handwriting hanging hangout hangs hanker happenings happily
happiness harangues haranguing harassed hardier hardly hardship hardwoods hardy hare harem hares harmlessly harmonica harmonies harmonized
harmonizes harmonizing harnessing harping harpsichord harried harrow harrowing harrows harts harvested has hashes hassle haste hastened hastily hate
hating hatting haul haunted haunting haunts have having hawk hazardous hazards head headed header heading headlights headlining headphones
headquarter heads headstones healing heals health healthier healthy heap heaped heartburn heartening heartfelt hearth hearths heat heatedly heater
heather heating heckles hedge hedgehogs hedges heeding heeds heel heeled heifer held helicopter helicopters helm helms help helper hemoglobin hemp
hen hens herald heralds here hereabouts hereafters hereby heretic heretics hermits hernia heroic herring herself hesitate hesitates hesitating hew
hewed hewing hews hexagonal heydays hibernated hibernation hiccuped hiccups hick hideaways hides hierarchies hierarchy high highjack highland
highlands hijacks hiked hiker hikers hikes hillbilly hillside himself hinder hinge hinged hinges hinterlands hinting hip hippest hipping hippy
hiring hiss histogram historian historical hitchhikes hitherto hived hiving hoard hoarders hoards hoax hoaxing hobbies hobbit hobble hobbles hobby
hobbyhorse hobbyhorses hobnobs hobos hocked hockey hocking hogged hoisting holder holiday holidayed holidays holiness hollered hollering hollies
hollowed hollowing holstering holsters homespun homestead homeward homier homing honed honester honestest honesty honeycomb honeyed honeymooned
honied honors hood hoodwinking hoodwinks hoof hoofed hook hooked hooking hooped hoorayed hooraying hooves hoped hopeless hopes hoping horde hordes
horizon horizontals horned horns horrifies horrors horse hosed hospitality hostel hostelled hostess hostesses hostessing hotbed hotbeds hotels
hothead hottest hours housewives hove hovels howling hubs huddles hue huff huffed hug huge huger hulk hulking hulks hum human humanist humanities
humanize humanizing humbler humblest humdrum humiliate hummed humoring humorously hunch hunched hungrier hunt hunted hunter hurdled hurray hurraying
hurricane hurried hurry hurrying hurt husbanding hyacinth hybrid hydroplaned hydroplanes hygiene hygienic hyphenating hyphening hypnosis hypnotists
hypnotizing hypocrite hypotenuse hypotheses hysterical icicles icier iciest icon idea ideal idealists identically identified identity ideology
idioms idling idolize idolizes ignite ignores ignoring ilk illegally illegals illicit ills illuminate illusions image imagery images imagination
imaginative imbalances imbeciles imitated imitation imitators immature immaturity immediately immense immersion immigrants immigrate immigrated
immigrating immigration immobile immobilize immorality impacts impairments impartially impassioned impatiently impeaches impeded impedes impediment
impeding impended impending impends imperative imperfect imperialism imperilled impertinent impetus impinged impinges implant implants implement
implemented implicated implicates implies implores implying impolite imports imposed imposes impossible imposter impostors imprecise impress
impressing impressions impressive imprinted impromptus improper improves improvise improvises impulsed impurer impurest impurities impurity inaction
inadvertent inalienable inaner inanimate inasmuch inaugurated inbred inbreed incapable incarcerate incarnate incarnates incarnating incendiary
incensing incessant incessantly incidences incident incidental incinerate incinerated incinerator incision incisions incisive incitement inciting
inclines incloses incognito incognitos incoherent incomes incoming incorrect increase incremented increments incubator incurs indecent indefinite
indent indentation indicatives indicators indicting indirectly indivisible indorse induced inducted induction inducts indulged indulging ineffective
inelegant ineligible inept inequality inescapable inexorably infamies infecting inferiority inferno infers infests infidelity infinitely infinity
infirm infirmity inflaming inflammable inflate inflated inflation inflict inflicting influenza influx informants information informative infringes
infuse infuses ingenious ingested ingests ingrains ingratiate ingratiates ingratitude ingredient inhabitant inhabited inhaled inhaler inherit
inherits inhibitions initialed initialing initiated initiating initiations inject injecting injuries injury ink inkier inkiest inkling inland inlay
inlets inmates innkeeper innkeepers innuendo innuendos inoculate inputting inquiry inquisition inquisitive insaner insanest inscrutable inseparable
insertions inside insider insiders insidious insignes insignias insinuate insinuated insist insisted insistence insists insolvency insolvent inspect
inspectors inspects inspiration inspired inspires instal installing insteps instigating instigation instill instilling instills instructed
instruction instructors insulated insulator insulators insulin insults insure intact intakes integer integers integrates integrating integration
intelligent intensifies intensives intention inter interacting interaction interceded interceding intercept intercepted intercepts intercom
intercoms interest interfaces interlocks interluding intermingle internally internet interposed interposing interpret interpreter intertwined
intertwines intervene intervened intervening interviewed interweaved interwove interwoven intimately intimates intimidated intonation intoxicates
intramural intrenches intricacies intricacy intrigues intriguing introvert intruded intrust inundates invalid invalidates invariably invasions
invention inventors invents investing invigorates invitation invocation inward inwards ions iota irascible irate ire irk irks ironed ironically
ironies ironing irons irregular irrelevance irreverent irrigate irrigated irritant islander isolates issue issuing italicized italicizes itched
itches itchier itemize iteration iterative itinerant itinerants itineraries ivies ivory ivy jab jabbered jabs jackal jacked jacket jacking
jackknifed jackknives jading jagged jailer jarred jars jaundiced jaundicing jawbone jawed jawing jaywalkers jazz jealous jeers jell jelled jells
jerked jerks jest jesters jetted jetties jettisoned jettisons jigsaw jigsawn jilt jilting jobs jocular jogged jogger jogging jogs joining joins
joint jointing jointly joke jokers jokes joking jolts jostle journal journalist jovially joyed joying joystick jubilee jubilees judgement judgements
judging judgment judicially judiciously juggernaut juggle juggled juggles juggling juice juiced juiciest juicing jumble jumbled jumbles jumbo jumbos
jumper jumpier jumpiest jumps jumpy junior junkets junky just justly jutting juvenile juxtaposes juxtaposing kayaked kayaking kayaks keeling keen
keener ken kenneling kept kerchiefs kernel kernels keynoted keynotes keynoting keys keystrokes kicks kidding kidnapers kilning kilobytes kimonos
kinda kindest kindle kindled kindling kindness kindnesses kingdom kinks kissing kite kites kits kitty knapsacks kneads kneecapping kneeled kneeling
knifing knight knighting knockers knots knows knuckle kosher koshered koshering kudos labeled labeling laboring laborious laboriously laced lacier
laciest lacing lacking lacks lacquered lacquering ladder lade laded laden lades lading ladle lager laggards lagging lame lamentation lamented lamp
lampooned lampooning lampoons landladies landlords landmarks lands languishes languishing languorous lanterns lapel lapping lapse lapses larceny
larded larding large larger larks larvae laryngitis larynx lascivious laser lasers lashes lasting latching later lateral lateraled latest lathes
latitude latrine latrines laudable laugh laughed laughing laughter launched launder laureates laurels lawless lawmaker lawyers laxer layered laying
laziness lead leaden leafier leafleted leaflets leafletted leafletting leafs lean leap leapfrogged leapt leased leases leashed leasing least leather
leaved led ledges leered leers leftest leftmost lefts leg legals legend legging leggins legibly legislate legislates legitimates lemonade lends
lengthwise lentils lesion lesions lethal lethargy lets letterhead letup levees level leveraging levies levity levy lewdest lexicon liars libels
liberated liberates liberating libertarian liberty librarians libretto licenced licensing licked licorice lifeboat lifeless lifelike lifts ligaments
ligatures lightened lightening lightens lightest lighting lightning lightweight like liker lilted lily limbered limbo limed limelight limerick
limiting line lineages linefeed lines lingo linguists linings linked linoleum lions lip liquefying liquidating liquifying liquored lisped lisping
lisps listed listen listener listeners listening lists liter literary literate litterbug littered littering little littler liturgical liturgies
livable lives livid living loadable loading loafers loam loaning loathe loaves lob lobbies lobbyists lobotomy locale localities localizes locally
locals locket locking locksmiths lodge lodged lodgers loftiest lofting lofty logarithm logged logically loincloth loincloths loins loiter loneliest
longest longevity longing longs loom looneyies loonier loonies loophole loose loosened loosest lopes lorded lording lorry lost lotuses loudest
loudly loudspeaker lounge lounged lounges louse lousiest loved lovelier loveliness lovers low lowdown lowed lowest lowlier lowly loyaler loyalest
loyaller lozenges lubricants lubricate lucid lucked lucking lucks ludicrous ludicrously luggage lull lullabies lulled lulls lumber lumbers lump
lunacy lupin lupins lurches lurid lurk lush lusher lutes luxuriates luxurious lying lymphatic lyric lyrics macaronies macaronis machetes machined
machining macing madam madame madams maddening made madhouses maelstroms magical magically magicians magnesium magnetism magnificent magnitude
magnum mahoganies maids mail mailboxes mailed mailing mails maim maimed maiming mainland mainly mainstay maintained maintenance majored makeshift
malaria males malevolent malfunction malignant mallard mallet malpractice maltreat maltreated mama mammal mammals mammas mammoths manacling manage
manageable managerial managers manages mandate mandating mandolin maneuvered mangers mangle mangled mango mangroves manhandle manhood maniacs
manicurist manifesting manifests manifolding mannerisms mannish mansion mantel manually manufacture map maple mappings marathon marbled march
marched marcher marching margarine marginal marginally marigold marine marines mark marking marks marmalade marquees marred marriage marriages mart
martyrs marveling marvelled mas mascara mascaras masculine masculines mashed mashing masochist massaging massed mastering masticates match matchbook
matchless mating matriarch matrixes matron matt matte matting mattresses maturer matures maturity maudlin mausolea mausoleum mausoleums maxim
maximal maximums may mayor meadow meadows meander meandering meaningful meanings meantime measurable measure measures meat mechanize mechanizing
medallions meddle meddler meddling media median mediators medicate medicated medicating medication medicines medieval mediocre meditate meek meeker
meekness megabytes megaphoning megaton mellowest melodies melting membership memberships membrane memento mementoes memo memoirs memorial memories
memorized menaced mending menials menopause mentality mentioning mentor meowed merchant mercies mercifully merciless mercury merely meres merging
meringue merited mermaids merrier merriest merrily merry mess messed messengers messy metabolisms metallic meteorology metered metric mewed miaowed
miaows microbe microfiches microfilmed microfilms microphones microscopes microwaved middle middlemen middles midnight midriff midways midwife
midwifed midwifes midwived might mightier mightiest migrated migrating migratory mikes mildewed mileages miles militants militarily militia militias
milkier milled miller milligrams millimeter milliners million millionth mimed mimicking mimicry miming mincemeat mind mindedness mingle minimally
minimums minions minister minnow minnows minored minors minstrels minuscules minuses minuted minutes miracle mirrored misbehaves misbehavior
miscarriage miscarried miser miserly misery misfortune misguided misguides mishap mishaps misinform misinforms misjudge misjudged mislaying
mismatching misplace misplacing misprinting misprints misreading miss misshapen mistake mistaking mistook mistress mistrusted mistrusting mistrusts
mists misty misuse misused misusing mites mitigate mitigating mitts mixed mixing moans mobilized mocking model modelled moderate moderation
modernized modernizing modest modicum modifier modulate modulating modulation modules moistened moistening moister moisture molar mold moldier
moldiest molecule molecules mollified mollifying molt molting molts momentarily momentary mommas monastic monetarism monetary monies monitor
monitored monitors monk monkey monochrome monopoly monorail monotony monstrous moody moonbeams moor moored moose moot moping morale moralist
morality morally moratoriums moreover morn morning morns morsel mortality mortally mortals mortared mortaring mortgages mortifies mortuaries
mortuary mosaic mossier mossy motels mothball mothballed mothered motherhood motionless motivating motlier motorbike motorcades motorcycle
motorcycled motoring motorist motorways mottoes mounded mountain mountaineer mountains mounts mourned mouses mousey moussed moussing moustache
moustaches mouth mouthfuls mouthing movable moveable movers moving mow mowing mucus muddier muddiest muddled muddying mufflers mugger muggers mulch
mulched mulches mulching mule multiple multiples multiply multiplying mumble mummifies mummify mumps municipal murky muse mused museums mushier
mushing mushroom mushroomed mushrooming mushy musically musicals muss mussel mustang muster mustering musters mustier mutated mutation muted
mutinied mutinies mutinying muttered muzzles myriad myriads myself mysteries mysterious mystery mystic mystified mystifies mythologies mythology
myths nagged naivest namesake namesakes naming napes napkins nappies naps narcotics narrated narrations narrator narrowed nasals national
nationalism nationality nationwide native nativity nattiest naturalist naturalize naturals nature naughtier nausea nauseate nauseating navel navels
navigable navigated navigation nearby nearly nearsighted neatly nebulae nebulas necessary necessities necessity neckerchief necklaces nectar
nectarine nectarines needier needles needling needy negating negatived negatively negativing neglectful negligent negotiate negotiation neighbor
neither neophyte nephew nephews nepotism nerved nerves nerving nest nestles netting nettled network networked neuroses neutrals neutrons never new
news newscaster newsier newsletter newts next nibbles nicer nickels nicknamed niece nightingale nightmare nightmares nightmarish nimblest nines
nineteens nip nipped nitrated nitrates nobler noblewomen nobodies nodded noise noiseless noiselessly noises noisier noisiness noising nominations
nominative non nondescript none nonstandard nontrivial noodles noodling nooks norm normally north northeast nose nosier nosing nostalgia notables
notches notebook notes noteworthy notice notified noting notions notorious nougat nougats novels novelty novice noxious nudge nudged null nullified
nulls numb numbed numerate numerators numerically nun nursemaids nurtured nurtures nut nutcrackers nutriments nuzzles oases oath obelisks obesity
obeys obituaries objectives objector objects obligating obliging obliques obliterated obscurities obscurity observance observation observed
observing obstacles obstinacy obstructive obtained obtaining obtuse obtuser obviously occupations occupied occupying occurred occurring oceanic
octagons octaves octopi octopus oddities ode odors offed offender offers offhand office officiated officiating offing offload offs offspring
offsprings offstages ogles ogre ohms oiliest oiling oils ointments older olive omelette omelettes omen ominous ominously omitted omnipotent onerous
onus ooze opals opaquer opaquest opener openers opening opens opera operates opinion opinions opportune opposite oppressor optic optima optimal
optimizes opting option optioned optioning oracle oranges orangutan oration orations orbit orbiting orbits orchard orchid ordain ordinaries
ordinarily ordination organic organics organism organisms organist organize organizes organizing orgies orgy orient orientate orientation orifice
originality ornament ornamenting ornaments ornate ornithology orphan orphaned orthogonal orthography oscillate oscillates osmosis ostensibly
ostracize ouch ounce ounces oust ousted ousters outbreak outburst outbursts outcome outcries outcry outdid outdo outdone outdoors outer outermost
outfit outgrowths outlaw outlaws outlay outlined outlining outlives outlook outlooks outlying outmoded outposts outputted outraged outran outright
outrunning outruns outs outset outsets outshine outspoken outstript outward ova oval ovals overbear overbears overborne overcast overcasts
overcharge overcrowds overdid overdoes overdoing overdone overdoses overdosing overdrawn overeat overeats overflow overflowed overgrows overhands
overhang overhaul overhauling overhearing overlaid overland overlap overlaps overlies overloading overlong overlying overnight overnights overpowers
overprices overpricing overprinted overrated overrating overreacted overriding overrun overs overseeing overseer oversees overshoot overshoots
oversight oversights oversleeps overstates overt overtaking overthrow overtime overtimes overture overturned overturning overwritten overwrought
owing owl owls owner owning owns oxidizes oysters paced pacifists packaged packages packaging packer packs pact padded paddled paddling paddock
paddocks paddy padlocking padlocks pages pails painfully paining painter painting paintings palette palettes pallbearer palm paltry panacea
pancreases pandemonium pander panelling panellings panels pang panhandle panhandler panic panoramas pansies pansy panties pantomimed panty papa
papal papaya papayas papered paprika papyri parachuted parachutes parachuting parade paraded parading paradise paradox paraffin paragraphed
parakeets parallel paralleled paralyze paralyzing parameters paratrooper parcelled parcelling parch parches pardon pardonable pardons parental
parenthesis parenthood parishioner parity parked parking parliament parliaments parlor parlors parodying paroled paroling parrot parroting parson
parsons partakes partaking partially particles partings partitioned partizan partly partridge parts party partying passage past pasted pastels
pasteurizes pastorals pastries pastures pasty patchworks paternity pates patience patient patiently patrols patronizes patronizing patter patterned
patties patting patty paunch paunches pausing pave paved pavement pavements paw pawned pay payable payload payoffs peaces peach peaking pealed
peanuts pear pease pebbles pecan peck pecking peculiar pedaling pedant pedantic peddlers peddling pediatrics pediatrist pedigree pedlar pedlars
peeked peels peeped peerless peeve peeves peg pelicans pelves penal penalize penalizes penalizing penalties penalty pencilled pend pendant pending
pends penetrating penitent pennant penning pension pensioner pensioners pentagons penthouses peopled pepped peppers perceive perceiving percent
perching percolate perfecter perfectest perfecting perfection perfectly perforation performer performers performing perfume perfumed perfumes peril
perilling perilous perimeters periscopes perish perishable perjured perjuries perkiest perking perks permanence permanents permeate permeated
permeating permitting perpetrate perpetrates perpetuate perplexes perplexity persecuted persecuting persevered perseveres persist persisted
persistence personifies personify personnel perspire perspiring persuasion pert pertain pertained perturbed peskiest pessimism pest pesticide
petering petites petroleum pettiest petty petulant pews phantasies pharmacists pharmacy phased pheasants philosophy phoenix phonetic phoney phoneys
phonograph phony phonying phosphor photograph photoing phrased phrases phrasing physical physicians pick pickaback pickaxes picket pickets picking
pickled pickling picky picnics picture piddled piece pieces piecework pier pierce piers pigeonhole pigging piggish piggyback pigheaded pigment
pigpens pigtails piked pilfer pilfered pilfers pilgrims piling pillages pilling pillow pillowcases pillows pinch pinched pinching pincushions
pineapples pinker pinkest pinned pinpoint pinpoints pioneer pioneered pipe pipes pique piqued piquing pirating pis pistachios pistol pitch pitcher
piteously pitied pities pitiless pivot pixy placarding placates placentae placentas placid placing plagiarize plagiarizes plague plaguing plain
plaintive plane planes planet planner planners plantain plantation plantations planter planting plasters plated platformed platforming platitude
playback playground playing playmates playpen playwrights plaza plead pleasantry pleased pleases pleasing pleasurable pleasures pleated pledge
pledged pledging plethora plies plighting plights plodded plop plotter plotting plough plowed plows pluck plucked plugs plum plume plumed plumes
plummet plundered plunging plurals plus plush plutonium ply pneumatic poach poaching pocketbook pocketbooks pockmark pockmarking pockmarks podded
poet poetic poetical poetry poinsettia poinsettias pointer pointlessly poise poised poisoned poisons poker pokiest poking polarity polarized pole
polemic polemics policed polices policewoman policing polish polished polishing politer polkaing polkas pollinate polling polls polluting polo
poncho pondering pontoons pony pool pooling poor popping poppy populace populated populating populations porcelain porch porcupine pores portability
portable portend porter porthole portion portioning portions portly portrayals positional positioning positively possess possessives possessor
possessors possibility possible possibles possums postal postcards posted posterior posthumous postman postmark postmen postulating pottered pottery
pouch poultry pounce pounced pours pouted powdering powered powering practicable practices pragmatic prairie pranced prances pranks prattle prawned
prawns pray prayed praying prays preachers precarious precede preceded precipitate precise precisely preciser precluded predictable predicting
prediction predictions preeminence prefabs prefers prefixes pregnancies preliminary prelude preludes premieres premiss premonition preoccupied
preoccupies preoccupy prepare prepares prepay prepaying presence presentable presenting presents preserved press pressured pressures prestige
prestigious presuming pretence pretender pretends pretense pretensions prettied prettiest prettying pretzel pretzels prevailed preventable
preventives previewer previously prey price priced priceless prick prickle prickly pride priding priest priestess priesthood prim primaeval
primaries primary primers primeval priming primitives primmest primping princess princesses principal print printable printed prints priority
prisoner privacy privater privates privatizing privileges prizes probables probation procedures proceeded proceeding procured procurement prodigy
produce produced producer produces production profanes profanity professes professing profession proficients profiling profit profited profiteer
profoundest profuse profusely progeny program programed programers programmer programmes prohibition project projectile projectiles projections
prolog prologues promenades prominent promiscuity promise promises promote promotes promoting promotions promptest prompts prong pronounce
pronounced pronouncing pronouns prop propagate proper prophet prophetic proposed proposing proposition prose prosecuting prosecution prosecutor
prospective prospectus prosperity prosperous prostrating protection protest protracted protracts protruded proudly proverb proverbial provide
provider provinces provision provisioned provisions proviso prowler prowlers prowls prows proximity prudish prune prunes psyched psychiatry psychic
psychopath psychs publicly publish publisher publishes puddle puddling pudgier pueblo puffs puke pukes pulled pulling pulping pulsate pulse
pulverized pulverizing pumices pummeling pummels pumping pumps punch punched punctuates pungent puniest punished punishments punker punter punts
puppets pupping purchasing purees purely purge purified purifies purifying purity purport purports purposes pursing pursuing pursuits push pushers
pushovers pushy pussier putted putters puttied puttying pythons quadrangles quadrant quadrupled quadruplet quails quainter quaked qualifying
quantifier quantity quart quarterback quarters quartets quartz quays queasy queenlier querying quested questions quests queues quibbled quibbling
quick quicken quickening quickens quickly quieter quill quills quilted quintet quintuplets quipped quipping quips quit quitter quiver quorums quotas
quotients rabbited rabbiting rabies races racial racing racketeer racketeers racketing racquets radars radiated radiating radiator radiators
radically radioactive radish radishes radium radius raffling rage ragged raggedest raid raider railroad railroaded railway raindrops rainfalls
rainforest rainier rainiest rains raised raises raising raisins rake raked raking rallied ramble rambled ramblers rammed ramming ramp rampage ramps
ramrodding ramshackle ranch rancher ranches ranged ranger rank ranker rankle rankles ranks ransack ransomed rapider rapidity raps raptures rare
rared rarely rarer rarest rarity rasher rashes raspberry rasped ratify rating rattle rattled rattles raucous raveled ravels ravening ravenous
ravines raving ravished rayon razes razing razor razors reaches reaction reactors reader readiness reading readjusted readjusts readying realities
realizing realm realty reamed reaming reaper reappeared reappearing reared rearranged reasoning reassured rebates rebelled rebellion rebellions
rebind rebirths rebound rebuffing rebuilding rebuilds rebuked rebukes rebut recall recalled recalling recalls recant recaptured recede receipt
receive recently receptacles recessed recesses recharge recharges recharging recitation recitations reckons reclaiming reclamation recognized
recoiled recollected recollects reconciles reconfigure reconnected reconnects recorded recount recover recreating recreations recruit recruited
recta rectifies rectify rectums recur recurrence recurrent recurs recycle recycled reddened reddens reddest redeem redesign redid redirection redo
redressed reducing reduction reeked reel reelected reelects reels reenforce referee refereed referees referenced referencing referenda refers
refills refined refinement refinements refineries reflections reflectors reflex reflexes reformed reforms refraining refresh refreshing refreshment
refueled refuels refunded refunding refused refusing refutation regarding regards regenerate regents regiment regimenting regimes region registered
registers regress regresses regressing regressions regret regular regularity regulars rehashing rehearsals rehearsing reign reigning reimburse
reimbursing rein reindeer reindeers reinstates reiterated rejection rejoin rejoining rejuvenated relaid relapses relapsing relate relates relations
relatives relay relayed releasable releases releasing relegates relegating relented relevant reliant relic relief relieved relieving relives
reluctance reluctant remained remains remakes remaking remedied remedy remedying remember remembering remembrance reminding reminisce reminisced
reminiscent remiss remission remits remittance remnants remodelled remodelling remodels removable removals removed renamed renaming rend render
rendezvous renditions renegade renegaded renewed renews renovated renovating rental repaid repairing reparation repatriate repatriates repay
repeatable repeatedly repeating repellant repelled repellents repertoire replace replaces replenish repleting replicas replicating replies reposed
reposing represent represented represents repress represses repression repressive reprieving reprinted reprisal reprisals reproach reproaches
reproduced reproduces reprogram reptiles republic repudiated repudiating reputable reputations reputed reputing requested requesting requests
require requisite rereading rereads reroute rerouted rerouting rescheduled rescuer rescuers researched resentful resentment reservoir reservoirs
reset resets resetting residence residences residential residents residing resignation resigned resigns resilient resistances resolution resolved
resplendent responsible responsive rest restarts restaurants rested restfullest restitution restless restlessly restrain restrained restraint
restraints restricting restructure result resulting resume resumed resumes resuming resumption resurface resurgence resurrect retails retain
retaining retaliated retaliates retch rethink reticence retinae retired retires retiring retrace retraced retracing retracted retreat retreating
retreats retrievals retrieves retrospects retry return returning reunite reuniting reuses reusing revamped revamps revealed revel revelation reveled
reveler revelry revenge reverence reverencing reverent reveres reverie reverse reversible reverted reviewer reviewers reviewing revisions revisited
revisiting revisits revive revoked revokes revolted revolved revolvers revolving revs revue revulsion rewards rewind rework rewrites rewrote rich
richness ricksha rickshas ricocheting ricochets ridden riddles rider riders rides ridging rife rifled rifling rift rig right righteously righting
rights rigid rigidly rigors riled rimmed rimming rinks rinse rinses riot rioter rioters riots ripen ripest riposte rips rise risen rises risked
rivaling rivals rivet rivets roach roadblocks roads roadside roams roar roasts rob robbed robes robing robins robs rock rocked rocket rockets
rockier rocking rocks rodeos roe rogue roguish role romance roof roofs rookie rooming roosted rooster roosters root rosary rose rosemary rosier
rosiest roster rostrums rot rotations rote rotted rotund roughage roughen roughest roughness rouging roundabouts roundness routed routs rowdier
rowdies rowed royally royals rubber rubbing rubbishes rubric rubs ruby rucksack ruckuses rued rueful ruffian ruffling rug ruggedest rugs ruing ruins
ruled rulers rumbled rumor rump rumpled rumples rumpling rumps runaway rung runner runniest runt runts rural ruses rushed rusted rustier rustiest
rusting rusts rut ruthlessly ruts rutted rutting sabotaging sabres sack sacrifice sacrificial sacs saddens saddled saddles sadist safaris safeguard
sag sagas sagebrush sager sagging sail sailboat saintly salable salami salary salesmen salespeople saleswomen salients saliva salivated sally salmon
salon saltest salting salutation saluted salves salving same sameness sampled sampler samples sanctify sanctifying sanctioning sanctuary sandals
sanded sandiest sanding sands sandstorm sandwiched sandy saner sang sanitarium sanitary sank sat satchels satelliting satin satire satirist
satirists satisfied sauce saucers saucing saunaed saunter sauntered sausage sauted savageries savages savorier savvier savvies saw sawdust sawing
say scabbed scabbing scaffolding scaffolds scale scalloping scallops scalpel scaly scampers scan scandal scandalize scanted scantiest scapegoats
scarcity scarecrow scarfed scarfing scarier scariest scaring scarring scarves scenarios scents scepters schemer schemers scholar scholars school
schoolboy schoolchild sciences scientists scissor scoffed scoffs scolded scolding scolds scolloped scooping scoops scooted scooting scoped scorches
scored scores scornful scorpions scourging scours scouts scram scratching scrawling scrawniest screams screeched screeches screen screening
scripture scriptures scrounge scrounges scrubbed scrubs scruple scrupled scrupling scrupulous scrutinize scrutinizes scuffed scuffing scuffles
scuffs sculptor scum scums scurrying scuttle sea seafood seals seam seams search searing seasick seasickness seaside seasonal sec secession secludes
second secondary seconds secrecy secret secretaries secretes secretion secretions secrets sections secure securest securities sedan sedates sedating
sediments seduced seduction seductions seeded seeding seedlings seeing seeks seem seepage seeps seethe segment segregate seized seizing selectively
selfishness selves semantic semantics semicircle semicolons sends senility senior sensation sensational senses sensual sentences sentencing
sentience sentry separates separating sequins serener sergeants serial serials serpent serum servile sessions set setters setting settlement
settlements settler seven seventeens seventh several severed severely severity sew sewed shabbiest shaded shades shading shadow shadowed shake
shakier shaking shall shallow shamble shame shamming shams shanty shared shark sharked sharks sharpeners sharpening sharply sharps shatter shattered
shatters shaven shawl shaykh sheaf shearing sheathe sheathed sheathes sheaths shedding sheerer sheerest sheering sheikh sheiks shepherded
shepherding sherbet sherbets sheriffs sherry shiftiest shimmered shin shine shingling shining shinned shins ship shipments shipped ships shipshape
shirt shocking shoddier shoddiest shoddy shoed shoelaces shooing shoos shoot shoplifters shopping shops shores shoring shortcoming shorten
shortening shorthand shorts shots shouldering shoulders shouted shouting shove shoveled shoveling shovels shoves show showcased showcasing showering
showiest showings shows shrapnel shred shriek shrieked shrieks shrimp shrimped shrimping shrine shrinks shroud shrouded shrouds shrub shrug
shrugging shrugs shrunk shuck shucked shuddering shuffles shunned shutter shuttering shutting shuttling shyest shyness sic sickening sicker sickles
sicknesses sics sided sidelines sideshows sidetracks sidewalk siding sidle sidled sierra sieved sieving sift sifted sighted sighting sigma sign
signalling signature signatures significant signposted silent silk silting silts silvering similar similarly similes simmer simplified simplifies
simplistic simply simulates sinew sinews sinewy singeing singly singulars sinister sink sip siphon sir sirloin sissy sister sisterhood sisters site
sixpence sixtieths sizer sizes sizzle skateboard skeletons skeptical sketchier sketchiest sketchy skewers skewing skidded skiing skimp skimped
skimpiest skimpy skin skinflint skippers skirmishing skit skittish skulked skull skunk skunked skunking skylights skylines slabs slacken slackening
slacker slacks slandered slanted slash slashed slashing slate sled sleekest sleeking sleet sleeted sleeve slenderer slept slew slide slides slighted
slightest slime slimmest slimming slinging slingshots slinks slip slipperiest slippery slipshod slitting slivered slog slogan slogging slopes
slouches slouching slovenlier slovenly slow slowing slowness slugging slugs sluices sluicing slumbers slummed slummer slur smacks smarted smarts
smashing smatterings smearing smellier smelliest smelly smidgen smidges smidgins smiled smiles smirk smirked smite smites smith smithereens smiths
smock smog smoker smokestack smoldered smolders smoothest smoothing smothered smug smuggler smuggles smuts snagged snags snakes snaking snap snapped
snapshots snare snarl snarls snatched sneakier sneaking sneer sneering snickered snidest sniff sniffle sniffles sniffling snipe sniped snipers
sniping snippets snobbish snobs snoops snootiest snooze snoozing snores snorts snowballed snowballing snowdrifts snowfalls snowier snowplowing
snowstorm snuff snugged snuggest snuggle snuggling soaked soapiest soared soaring sober sobered sobers sobriety socialists socializes societies
socking sofa softball softened softening softness soggy sojourned sojourns solace solaces solacing solar soldering soldier soldiering solemn
solemnity solicits solid solidifying solvent solvents sombre somebodies someplace somersault somersaults somethings somewhere sons sooner soonest
soothe soothed sooty sopranos sorceress sorcery sore sorrowed sorted sounded soundproofs sources southerners southpaws southward sovereign sowed
space spacecraft spaces spacing spaghetti span spangled spangles spangling spaniels spank spanks spanner spanning spans spare spark sparked sparkle
sparkles sparks spate spatial spats spattered spawning speakers spear speared spearhead spearheads spearing specialize specialized specifics
specified specifies specifying specimen specimens specked specter spectra speculation speculators speeded speedier speedometer speeds spellbinds
spelt spending spheres sphinx spiciest spiders spill spinal spins spinster spiraling spiralled spirit spirituals spites spitted spittle splashed
splashes splashing splattered splinter splintered spoke sponge sponged sponging sponsoring sponsors spooked spooking spool spools spooned spooning
sporran spot spotlighted spots spottier spottiest spout sprang sprawling sprawls spreed spriest spring springiest springtime sprinkled sprinkler
sprinklers sprouting sprucing spuds spurned spurns spurted spurting spurts sputter sputtering squadron squared squarer squawking squeakiest squeaky
squeal squealing squeezing squelched squid squinting squires squiring squirm squirmed squirms squirrelled stacks staff staffed stag stagecoach
staged stages staggering stagnate staidest stain stained staircase stairway stairways staked stakes staled stalemates stalk stalking stall stallions
stamped stampedes stamps stanch stanched stancher stanching standing standpoint standpoints standstill stanza staplers star starch starchier
starching stardom stare starker starkest starlight starriest starry stars starters startle startled stateliest stately stationing status statuses
stauncher staves stay staying steadier steadily steadying stealing steamier steamy steepest steeple steeples stem stemmed stems stencil stepping
stereos sterilize sterilizing sternest stethoscope stew stewarding stewards stewed stickiest sticks stiffed stiffened stiffening stifle stiller
stills stimulated stinger stingers stingier stinted stinting stipulation stirred stitches stitching stockade stocked stockings stocks stockyard
stoking stolid stolidly stomp stony stools stoop stooped stoops stop stopover stopped stoppering stopwatches storekeeper storerooms stores storms
stouter straggled stragglers straightest strain strains straits strands strapping straps stratifies stratifying strawed strays streamlines streams
streetcars strengths strenuously stressing stretch stretchers strewed strewn strews strictness strides strikings strings strip strived striven
striving strode stroll strollers strong stronghold strongly strove struck structure struggle struggles strum strummed strumming strut strutted
stubbed stubborner stubby studded studied studios studious studying stuffier stumbled stump stumping stumps stunted stunting stupefies stupefying
stupidities stylish stylistic stylus subdues subjects sublets sublime sublimer sublimes sublimest submarine submerges submitting subprogram
subroutine subscribers subscripts subsets subside subsidizes subsidizing subsist subsisting subsists substance substitute substitutes subsystem
subterfuge subtlest subtracted subtracts subverting succeeded succeeds success successive successor succinctest succinctly succulents succumbed
suction sued sues sufferer sufferers suffers sufficient sugared sugariest sugary suggestive suing suitcase suitor suits sullen sullenest sultriest
sultry summarily summarizes summer summers summing summoning sums sun sunburned sundials sundowns sundries sunken sunniest sunny sunscreens sunsets
sunshine suntan sunup sup superb superber superbly superfluous supersede superseded superseding superstars supervises supervision supervisors
supplants supplements suppler supplest supplies supply supporters supporting supposedly supposes suppressed surcharges surely surfboards surge
surged surgeons surges surlier surnames surrendered survey suspect suspicious sustainable swab swaggered swaggers swallow swapping swaps swathed
sway swayed swaying sways swear swearing sweater sweep sweeper sweeping sweepstakes sweeten sweetening sweethearts swellest swellings swerve swerves
swiftest swiftly swigs swilling swills swindlers swindling swine swiped swirl swirling swirls swished swivel swiveled swivels swoons swoops sword
swum syllables syllabus syllabuses symbol symbolized symmetrical sympathies sympathized symphonic symptom symptomatic synagog syndicate syndicating
syndromes synthesis synthesize synthesizes synthetic syrups tabled tablet tabued taciturn tacked tacking tackle tacos tact tactful tactic tactlessly
tagging tailed tailgated tailgates taillight tailors tailspins taint takeoffs takeover talc talented talkative talking tallest talons tamed tameness
tampered tan tangent tango tangoed tank tankard tanked tanner tans tantalizing tantamount tap taped taper tapers tapped tar tariffs tarnish
tarnishes tarpaulin tarpaulins tarriest tarry tarrying tasked tasseled tasselled tassels tasteful tastiest tattles tattooed tattooing taut tawnier
taxation taxed taxi taxis taxying tea teacup teamed teaming teams teamsters teardrop teardrops tearful tearing teasing teaspoons technician
techniques teeing teens teepee teepees teetering teeth teetotaler teetotalers telegrams telepathy telescope telescoping televise televises
televisions telltale temper tempered tempering temples temporal temporaries temporarily temporary temptations tempts ten tenacious tenacity tenancy
tenanted tendency tenderest tendering tenderizes tendrils tenets tenors tens tent tentatively tents tepee terminal terminated terminates terming
terminology terminuses termite termites terms terrains terribly terrified terrifies territorial territory terse testament tested tester testes
tether texture textures than thanked thanking thanks thatched thatches thaw theatre their then theologies theories theorized there thereby
thermometer thesauri thick thicker thickest thickets thief thieve thieves thinks thirst thirsted thirsting thirsty thirteen thirteenths thirties
thorniest thoroughest thou thoughtful thous thousandth thread threatened threatening threes threshed threshes thrice thriftier thrifty thrilling
thrives throbbing throne thrones throve throwbacks throws thrust thudded thumbed thunderbolt thundered thwarting thyroids tickets ticklish tidal
tidbit tidies tie tier tiffing tightened tightens tightest tightropes tightwads tilde tiles tilted tilts timbered timeless times timescale
timescales timetable timider timings tin tinging tingles tings tinkered tinkle tinned tinny tins tinsel tinseled tinseling tint tinted tipsier
tiptoe tiptoes tirade tiredest tireless tires tiring titbit titillated title tittered toads toadstool toaster toboggan toddle toddled toddles toed
toiled toilets tolerable tolerably toll tomahawk tombing tomboys tombs tombstones tomcat tone tongs tonics toning tonne took tool toot toothache
toothpick topics topples torches torching tormenters tormenting tornado torso torsos toss tosses totaled totting touchier touchings tough tougher
toughness toupees toured tours tout towellings toxin toxins toying toys tracking tract traction tracts trademark trademarks trader trading tradition
traditions traffic tragedies tragedy tragic trainer tranquiler tranquilize tranquiller transact transacted transcend transferred transfers
transformed transformer transient transition transits transitting translated translates transmit transpires transverses trash trashcan trashing
trauma traumatizes traveler travelings traveller travellers trays treacheries treachery treacle treadmills treason treasurers treasury treat treed
trekking trellis trellises trembles tremor tremors trenches trending trepidation trestles trials triangle triangular tribute tricking trickle tried
trifled trigger trillion trilogy trim trimester trims tripled tripped tritest triumph triumphing trivial trodden troll trolled trolley trolleys
trolling trolls troop troopers trooping troops trophy trotting troublesome troubling trough trounced troupes trousers trowel trowels truancy
truanting truces trucking trudged trudges trueing trues truffle truisms truly trumpet trumpets trunk trust trusted trustee trustees trustiest trusts
trusty truthfully try tube tubes tucked tufting tug tugged tulips tumble tumor tundra tune tuneful tunneling tunnelled turbines turbulence turbulent
turfed turfing turkey turn turnip turnstile turntable turrets turtlenecks turtles tussled tussling tutor tutored tutorials twanged twee tweet
tweezers twelfths twelve twentieth twiddle twigged twigging twined twinge twinging twinkles twittered two typeface typesets typhoon typhoons typify
typing typographic tyrannized tyrannizes tyranny tyrant tzars ugh ugliest ugliness ultimata ultimate umbrella umpires umpiring unanimity unanswered
unarmed unbalanced unbeliever unbiased unborn unburdening unburdens uncannier uncertainty unchanged unclear uncommon uncommoner unconfirmed
unconvinced uncountable uncultured undamaged undeniable undercuts underdogs undergoes undergoing underlay underline underlined underlines
undermining underrated underrates underscores undertake undertakes undertow undertows underworlds underwrites undeveloped undisturbed unduly
uneasier unequalled unethical unexpected unfastening unfastens unfavorable unfeasible unfitted unfold unfolds unforeseen unfounded unfunny unfurled
ungainlier ungainliest unhappier unhappiest unhealthier unhooks uniformly uniforms unifying uninformed uninitiated unintended union unionizes
uniqueness uniquest unison unite unities uniting unity universal universally universals universes unjustly unleash unleashes unless unlike unlikely
unloaded unloading unloads unlocks unluckier unluckiest unmanning unmans unmoved unnecessary unnerved unnerves unnerving unofficial unprintable
unpublished unravelling unread unresolved unrest unrivalled unsafer unsaid unsatisfied unsavory unsays unseating unset unsettled unsettles
unsettling unsightlier unsigned unsolved unspecified unstuck unsuitable unsupported unthinkable untidier until untold untruest unwary unwashed
unwilling unwind unwinding unwound unwrapping update updates upend upends upheavals uphill uphills upholster upholstered upholsterer upkeep
uplifting upload upon uppermost upset upsets upshot upstairs upstart upstarted upstarting upstream upturned upturns upwards urbaner urged urgent
usher ushers using usually utilitarian utilize utilized utmost utterly vacancies vacancy vacua vacuous vagabonded vagabonding vaguer vaguest vainer
valentines valets valiant validly valises valley valve valving vandalizes vanes vanishes vanning vanquishes vans variables variance varnish
varnished varnishes vase vases vat vats vatting vaults veer veered vegetable vegetables vegetation vehemently velvet velvety vended vends veneer
veneered venerated vented ventilate ventilators venting vents venues verdicts verging verified verifying vernaculars versatile verse versions
vertebrate vertebrates vertical vest vestibules vestment veteran veterans vets vex vexation vexations vexed via viability viaducts vicar vices
vicing vicinity vicious victimized video videotapes vied viewed viewpoints vigilance vile vilified vilifies village villages villainous villainy
vindictive vine vintage vinyl viola violating violations viper virility virtuoso virtuous visa visaing vise vises vising visitation visited visitor
visits vistas visualize visualizing visually vitality vitriolic vivacious vivaciously vocalist vocals vodka volleyball volumes voluntarily
volunteered voluptuous vomiting vomits vortexes votes voucher vouchers vowed vulgar vulgarest wadded wadding waddles wade waded wading waffle
waffling waft wag wager wagers wags waistline wait wakes walk walkers walking walloping wallows wallpapered wallpapers walnut walrus walruses wand
wander wanderers wanna wanner wanted wantoned wantons warbled warbling ward wardens wardrobe warhead warheads warmed warning warpath warpaths
warranties warrants warrantying warrior wary wash washables washed washers washing washroom wasting watched watchword water waterfront wateriest
watersheds waterways waterworks watery wavering waves waving waxiest waxing waylays wayward weak weakens weakling weaklings wealthier wealthy wean
weapon weapons wearier wearisome weasel wedging weediest weekend weekending weekends weeklies weeks weighing weighs weight weightier weightiest
weighty weirdness weld welfare welter western wetted wettest whacked whacking what whatever whatsoever wheedle wheedled wheelbarrow wheelchair
wheeled wheeze wheezing when whereby wherewithal whether whets whine whinnies whirling whirlpools whirring whisk whisker whiskey whisking whisks
whispered whistle whitening whiter whitewash whizz who whoa wholes wholesalers whooping whoops wickedness wide widens widow wigged wigwam wildcatted
wildfire wilds wilfully wiliest willingly willow wilts wily winced winces winched winching winded windiest windmills windowpane windpipe windpipes
windshields winging wintrier wintriest wiped wipers wired wisest wishbone wishing wisp wispier wispy witch witchcraft withdraw withdrawals withdrew
withered withering withheld withholding withstood witless witnesses wits witticism wiz wizards wizened wizes wizzes wobble wobblier wobbling woe
woes wok woken wonder wondering wont wood wooded woodies woodpeckers woods woodsmen woodwind woodwinds woof woofing wool woolies wooliest word wordy
workable workbenches worked worker workers workings workload workman workout worldly worldwide worm wormholes worming worried worry worsened worship
worshiped worshipers worshipper worshippers worships worst worthiest wove woven wrangler wrapper wrappings wraps wrath wreath wreathe wrecking
wrecks wrench wrenches wrestler wrestlers wrests wretched wretches wrier wringer wrings write writes writhed writhing wrongdoer wrongdoers
wrongdoing wrongly wrote wrung xylophone xylophones yachting yack yakking yaks yanking yapped yapping yawning yawns year yearlies yearling yelled
yelling yellowed yellower yellowing yelp yelping yes yeses yet yew yielded yields yodel yodelling yokels yolk young youngster your yourselves
youthful youths yuck yucks zebra zeniths zeros zest zests zeta zigzag zigzagged zigzags zinc zincked zips zodiacs zombi zooming
"""
WORDS = tuple(_TEXT.split())
