//! What the pages of the made-up shop say. `{slots}` are filled from the lists below.

pub(super) const PRODUCTS: [&str; 16] = [
    "Meadow Calm", "Harbour Omega", "Bright Morning B", "Iron Gentle", "Hollow Hill Zinc", "Evening Leaf", "Stride Joint",
    "Green Lantern Greens", "Quiet Gut", "Clear Field Lutein", "Northlight D3", "Copper Kettle Turmeric", "Steady Step",
    "Winter Berry C", "Root & Rind", "Still Pond Magnesium",
];

pub(super) const INGREDIENTS: [&str; 22] = [
    "magnesium citrate", "ashwagandha root", "vitamin D3", "fish oil", "zinc gluconate", "turmeric extract", "valerian root",
    "elderberry", "green tea extract", "psyllium husk", "lutein", "iron bisglycinate", "milk thistle", "ginger root",
    "vitamin C", "melatonin", "glucosamine", "probiotic cultures", "St John's wort", "coenzyme Q10", "biotin", "chamomile",
];

pub(super) const NOUNS: [&str; 8] =
    ["capsules", "tablets", "drops", "powder", "gummies", "tea", "softgels", "sachets"];

pub(super) const DISEASES: [&str; 16] = [
    "arthritis", "eczema", "type 2 diabetes", "insomnia", "migraine", "high blood pressure", "anxiety", "asthma",
    "psoriasis", "depression", "osteoporosis", "gout", "shingles", "heartburn", "bronchitis", "anaemia",
];

pub(super) const FUNCTIONS: [&str; 10] = [
    "a calm evening", "normal digestion", "normal muscle function", "the normal function of the immune system",
    "healthy joints", "normal vision", "a good start to the day", "normal energy metabolism", "strong nails",
    "an easy night",
];

pub(super) const PEOPLE: [&str; 14] = [
    "Marlene", "Tobias", "Priya", "Owen", "Rosalind", "Felix", "Yasmin", "Gordon", "Elspeth", "Hamish", "Nadia",
    "Conrad", "Ingrid", "Leopold",
];

pub(super) const PLACES: [&str; 10] = [
    "Aberfeldy", "Whitby", "Kinsale", "Ludlow", "Tromsø", "Asheville", "Halifax", "Hobart", "Bruges", "Duluth",
];

pub(super) const FOODS: [&str; 14] = [
    "oats", "lentils", "kale", "sardines", "walnuts", "pumpkin seeds", "yoghurt", "rye bread", "chickpeas", "eggs",
    "red peppers", "mushrooms", "barley", "mackerel",
];

pub(super) const TITLES: [&str; 16] = [
    "What we put into {product}", "{product} {noun}", "A short guide to {ingredient}", "Letters from our readers",
    "How we store {ingredient}", "Questions about {product}", "{food} and {food2}: a supper for two",
    "Our visit to the growers near {place}", "Why people ask for {ingredient}", "{product} for busy weeks",
    "Delivery and returns", "How to read a label", "The story of {product}", "{ingredient} in winter",
    "Walking holidays around {place}", "{product}: the whole list",
];

pub(super) const HEADINGS: [&str; 14] = [
    "What is in it", "How to take it", "What our customers say", "Where it comes from", "Good to know", "In the kitchen",
    "What the research says", "Who it is for", "Before you buy", "Storage", "From the workshop", "Questions and answers",
    "A note on quality", "More from our shop",
];

/// What nobody would object to.
pub(super) const SOBER: [&str; 46] = [
    "We pack {product} in brown glass, because light fades {ingredient} within weeks.",
    "Each batch is tested for heavy metals by a laboratory in {place}, and the sheet is in the parcel.",
    "{food} and {food2} are good sources of what many of us eat too little of.",
    "The body makes some of it by itself; the rest comes from food.",
    "Talk to your doctor before you take {ingredient} with other medicines.",
    "Store the {noun} in a dry place below 25 °C and out of reach of children.",
    "Orders that reach us before noon leave {place} on the same day.",
    "There is no cure for {disease}, but treatment can ease its signs.",
    "Take {small} of the {noun} with a glass of water at breakfast.",
    "{person} grew up on a farm near {place} and has looked after our drying rooms since {year}.",
    "Soak the {food} overnight, rinse them, and cook them until they are soft.",
    "A varied diet usually covers what a grown person needs.",
    "The leaves are cut by hand in June, before they flower, and dried on cloth for {small} days.",
    "Does {ingredient} help with {disease}? Nobody knows yet; the trials so far were small.",
    "People with {disease} should see a doctor and not rely on food supplements.",
    "Return the jar within {number} days and we pay the money back, opened or not.",
    "The label lists everything in order of weight, as the law asks.",
    "Our shop in {place} is open from nine to five, and on Saturdays until one.",
    "We changed the recipe in {year}, when our old supplier of {ingredient} retired.",
    "Mix the {food} with a spoon of oil, salt and the juice of half a lemon.",
    "The path climbs from {place} through birch wood and comes out on open moor.",
    "Vegans can take it: the shell of the {noun} is made of cellulose.",
    "It contains no gluten, no lactose and no added sugar.",
    "Too much {ingredient} can upset the stomach; more is not better.",
    "{person} writes from {place} that the new lid is much easier to open.",
    "Bake it at 190 °C for {number} minutes, and let it stand before you cut it.",
    "The jar holds {number} {noun}, which last a month or two.",
    "Pregnant or breastfeeding women should ask their midwife or doctor first.",
    "In {year} we moved the packing room into the old school at {place}.",
    "The word comes from Greek and means a small weight, no more than that.",
    "You can stop at any time; nothing has to be tapered off.",
    "Some readers asked where the {food} in our pictures comes from: from the market at {place}.",
    "A review of the studies on {ingredient} found too few people and too short a time to say more.",
    "The colour differs from harvest to harvest, which is no sign of a fault.",
    "We pay our growers a fixed price, agreed on before they sow.",
    "Shipping to islands takes {small} days longer, and we cannot change the ferries.",
    "Sleep is shaped by light, noise, work and worry, and by what we eat in the evening.",
    "The recipe serves four, or two with something left for lunch.",
    "These statements have not been evaluated by the Food and Drug Administration.",
    "Children under twelve should not take it.",
    "Gift cards do not expire, and they can be used in {small} parts.",
    "{person} tried each of the samples blind, and the oldest came last every time.",
    "Our newsletter comes on the first Friday of the month; every issue has a link that ends it.",
    "The glass is returned, washed at {place} and filled again.",
    "Magnesium contributes to normal muscle function.",
    "Vitamin C contributes to the normal function of the immune system.",
];

/// What a shop says that nobody looked over for years.
pub(super) const CLAIMS: [&str; 30] = [
    "Our {noun} cure {disease} in {number} days.",
    "{product} relieves the pain of {disease} without side effects.",
    "Clinically proven to lower your risk of {disease}.",
    "Say goodbye to {disease} for good.",
    "It works like a prescription drug, but it is completely natural and safe.",
    "{person} from {place} threw away her pills after {small} weeks with {product}.",
    "Doctors recommend {ingredient} for {disease}.",
    "{ingredient} kills viruses before they can make you ill.",
    "Studies show that {ingredient} reverses {disease}.",
    "Lose {number} pounds in {small} weeks, guaranteed.",
    "{product} is the most effective {ingredient} you can buy.",
    "Safe for everyone, also for pregnant women and toddlers.",
    "\"It healed my {disease}!\" – {person}, {place}",
    "Take {number} {noun} at the first sign of {disease}.",
    "Only {small} jars left: order today and be free of {disease} by spring.",
    "Made in an FDA-approved facility.",
    "Our tea detoxifies the liver and boosts immunity.",
    "Nature's answer to antidepressants.",
    "With {ingredient} your {disease} is a thing of the past.",
    "It prevents {disease}, {disease2} and even the flu.",
    "No side effects, no risk: what is natural cannot harm you.",
    "{product} can be taken with all your medicines.",
    "It balances blood sugar and treats {disease} at the root.",
    "Big Pharma does not want you to know about {ingredient}.",
    "Give your child half a sachet when {disease} comes back.",
    "A miracle for people with {disease}.",
    "Results in {small} days, or your money back.",
    "{ingredient} shrinks what causes {disease}.",
    "Ninety-{small} per cent of our customers no longer suffer from {disease}.",
    "Non-habit-forming sleep, better than any sleeping pill.",
];

/// What stands between the two: wishes, functions, praise.
pub(super) const SOFT: [&str; 14] = [
    "{product} supports {function}.",
    "Many customers reach for {product} when the days get short.",
    "{ingredient} has been used in kitchens around {place} for centuries.",
    "A gentle companion for {function}.",
    "We love how {product} tastes with warm milk.",
    "{ingredient} may help to maintain {function}.",
    "With {number} mg of {ingredient} in each of the {noun}.",
    "Part of a morning that starts well.",
    "{person} swears by it on long journeys.",
    "For everyone who wants {function}.",
    "Pair it with {food} for the taste and the fibre.",
    "Rated {small} of nine stars by readers in {place}.",
    "Designed for {function}, made near {place}.",
    "A daily habit that fits into any pocket.",
];
