// Words and prices that the large catalogue is made of: one line for each category that holds products.

/** Made-up brands. */
export const brands = [
  ...['Nordvik', 'Halden', 'Kestrel', 'Monteco', 'Brightwell', 'Tarn & Co', 'Oakhurst', 'Velora', 'Quillon'],
  ...['Arbour', 'Zephyra', 'Stonefield', 'Lumen', 'Casa Verde', 'Ironbark', 'Petrel', 'Sundby', 'Marlow'],
  ...['Foxglove', 'Harrier', 'Inverness', 'Kobalt', 'Lindgren', 'Bellweather'],
]

/** Names of a series; the same in both languages. */
export const series = [
  ...['Aero', 'Apex', 'Atlas', 'Basic', 'Bolt', 'Breeze', 'Classic', 'Core', 'Delta', 'Eco', 'Edge', 'Elite'],
  ...[
    'Flex',
    'Fusion',
    'Halo',
    'Icon',
    'Junior',
    'Linea',
    'Lite',
    'Max',
    'Mini',
    'Mono',
    'Nova',
    'One',
    'Origin',
  ],
  ...[
    'Pico',
    'Plus',
    'Prime',
    'Pro',
    'Pulse',
    'Quattro',
    'Retro',
    'Rio',
    'Solo',
    'Studio',
    'Terra',
    'Trio',
    'Ultra',
  ],
  ...['Vario', 'Vita', 'Zen'],
]

/** Facet values beside brands: code → English and German. */
export const materials = {
  aluminium: ['Aluminium', 'Aluminium'],
  bamboo: ['Bamboo', 'Bambus'],
  cotton: ['Cotton', 'Baumwolle'],
  glass: ['Glass', 'Glas'],
  leather: ['Leather', 'Leder'],
  oak: ['Oak', 'Eiche'],
  plastic: ['Plastic', 'Kunststoff'],
  steel: ['Steel', 'Stahl'],
  terracotta: ['Terracotta', 'Terrakotta'],
  wool: ['Wool', 'Wolle'],
}

const colours = {
  black: ['Black', 'Schwarz'],
  white: ['White', 'Weiß'],
  blue: ['Blue', 'Blau'],
  green: ['Green', 'Grün'],
}
const shoeSizes = {
  'size-40': ['Size 40', 'Größe 40'],
  'size-42': ['Size 42', 'Größe 42'],
  'size-44': ['Size 44', 'Größe 44'],
  'size-46': ['Size 46', 'Größe 46'],
}
const storage = {
  '128gb': ['128GB', '128GB'],
  '256gb': ['256GB', '256GB'],
  '512gb': ['512GB', '512GB'],
  '1tb': ['1TB', '1TB'],
}
const potSizes = {
  '12-cm': ['12 cm', '12 cm'],
  '17-cm': ['17 cm', '17 cm'],
  '21-cm': ['21 cm', '21 cm'],
  '27-cm': ['27 cm', '27 cm'],
}

/** Options, each shared by all products that have it: code → names, values. */
export const optionKinds = {
  'large-colour': { names: ['Colour', 'Farbe'], values: colours },
  'large-shoe-size': { names: ['Shoe size', 'Schuhgröße'], values: shoeSizes },
  'large-storage': { names: ['Storage', 'Speicher'], values: storage },
  'large-pot-size': { names: ['Pot size', 'Topfgröße'], values: potSizes },
}

/** Product lines: facet values of the category, things to sell, dollars from–to, option, materials. */
export const lines = [
  {
    categories: ['electronics', 'computers'],
    things: [
      ['Laptop', 'Laptop'],
      ['Tablet', 'Tablet'],
      ['Desktop PC', 'Desktop-PC'],
      ['Solid State Drive', 'SSD-Laufwerk'],
      ['Memory Card', 'Speicherkarte'],
      ['Docking Station', 'Dockingstation'],
      ['Mini PC', 'Mini-PC'],
    ],
    dollars: [29, 2_400],
    option: 'large-storage',
    materials: ['aluminium', 'plastic', 'steel'],
  },
  {
    categories: ['electronics', 'photo'],
    things: [
      ['Mirrorless Camera', 'Systemkamera'],
      ['Action Camera', 'Actionkamera'],
      ['Zoom Lens', 'Zoomobjektiv'],
      ['Camera Bag', 'Kameratasche'],
      ['Travel Tripod', 'Reisestativ'],
      ['Ring Light', 'Ringlicht'],
    ],
    dollars: [19, 1_900],
    option: 'large-colour',
    materials: ['aluminium', 'leather', 'plastic'],
  },
  {
    categories: ['home-garden', 'furniture'],
    things: [
      ['Armchair', 'Sessel'],
      ['Bookshelf', 'Bücherregal'],
      ['Coffee Table', 'Couchtisch'],
      ['Dining Chair', 'Esszimmerstuhl'],
      ['Floor Lamp', 'Stehlampe'],
      ['Sofa', 'Sofa'],
      ['Wardrobe', 'Kleiderschrank'],
      ['Desk', 'Schreibtisch'],
    ],
    dollars: [39, 1_600],
    option: 'large-colour',
    materials: ['oak', 'bamboo', 'steel', 'leather', 'wool', 'glass'],
  },
  {
    categories: ['home-garden', 'plants'],
    things: [
      ['Ficus', 'Ficus'],
      ['Monstera', 'Monstera'],
      ['Palm', 'Palme'],
      ['Orchid', 'Orchidee'],
      ['Herb Garden', 'Kräutergarten'],
      ['Planter', 'Pflanzkübel'],
    ],
    dollars: [5, 140],
    option: 'large-pot-size',
    materials: ['terracotta', 'plastic', 'glass'],
  },
  {
    categories: ['sports-outdoor', 'equipment'],
    things: [
      ['Yoga Mat', 'Yogamatte'],
      ['Sleeping Bag', 'Schlafsack'],
      ['Backpack', 'Rucksack'],
      ['Kettlebell', 'Kettlebell'],
      ['Water Bottle', 'Trinkflasche'],
      ['Trekking Pole', 'Wanderstock'],
      ['Bike Helmet', 'Fahrradhelm'],
    ],
    dollars: [9, 420],
    option: 'large-colour',
    materials: ['cotton', 'steel', 'plastic', 'aluminium', 'bamboo'],
  },
  {
    categories: ['sports-outdoor', 'footwear'],
    things: [
      ['Running Shoe', 'Laufschuh'],
      ['Hiking Boot', 'Wanderstiefel'],
      ['Sneaker', 'Turnschuh'],
      ['Sandal', 'Sandale'],
      ['Trail Shoe', 'Trailschuh'],
    ],
    dollars: [35, 260],
    option: 'large-shoe-size',
    materials: ['leather', 'cotton', 'wool'],
  },
]
