# French. "many" is for numbers that end in a word, such as "1 million de voitures".
reviewed = no
footprint = L'empreinte est de { $amount }, { $phrase }.
retired = Des crédits pour { $amount } ont été retirés, { $phrase }.
emission =
    .co2e = autant que les émissions de : { $things } ({ $source })
    .co2 = autant que les émissions de CO2 de : { $things } ({ $source })
avoided =
    .co2e = autant que les émissions évitées par : { $things } ({ $source })
    .co2 = autant que les émissions de CO2 évitées par : { $things } ({ $source })
sequestration =
    .co2e = autant que le CO2e absorbé par : { $things } ({ $source })
    .co2 = autant que le CO2 absorbé par : { $things } ({ $source })
more_than = plus de { $things }
at_least = au moins { $things }
about = environ { $things }
exactly = exactement { $things }
up_to = jusqu'à { $things }
less_than = moins de { $things }
source = { $edition } ; région { $region }
source_derived = { $edition } ; région { $region } ; facteur dérivé
unit-kilometre =
    { $plural ->
        [one] { $n } kilomètre
        [many] { $n } de kilomètres
       *[other] { $n } kilomètres
    }
unit-mile =
    { $plural ->
        [one] { $n } mile
        [many] { $n } de miles
       *[other] { $n } miles
    }
unit-nautical_mile =
    { $plural ->
        [one] { $n } mille marin
        [many] { $n } de milles marins
       *[other] { $n } milles marins
    }
unit-swedish_mil =
    { $plural ->
        [one] { $n } mil suédois
        [many] { $n } de mils suédois
       *[other] { $n } mils suédois
    }
thing-gasoline_car_year =
    { $plural ->
        [one] { $n } voiture à essence conduite pendant un an
        [many] { $n } de voitures à essence conduites pendant un an
       *[other] { $n } voitures à essence conduites pendant un an
    }
thing-gasoline_car_year_unrounded =
    { $plural ->
        [one] { $n } voiture à essence conduite pendant un an
        [many] { $n } de voitures à essence conduites pendant un an
       *[other] { $n } voitures à essence conduites pendant un an
    }
thing-typical_car_year =
    { $plural ->
        [one] { $n } voiture particulière typique conduite pendant un an
        [many] { $n } de voitures particulières typiques conduites pendant un an
       *[other] { $n } voitures particulières typiques conduites pendant un an
    }
thing-car_year_eu =
    { $plural ->
        [one] { $n } voiture moyenne de l'UE conduite pendant un an
        [many] { $n } de voitures moyennes de l'UE conduites pendant un an
       *[other] { $n } voitures moyennes de l'UE conduites pendant un an
    }
thing-car_year_fr =
    { $plural ->
        [one] { $n } voiture française moyenne conduite pendant un an
        [many] { $n } de voitures françaises moyennes conduites pendant un an
       *[other] { $n } voitures françaises moyennes conduites pendant un an
    }
thing-car_year_gb =
    { $plural ->
        [one] { $n } voiture britannique moyenne conduite pendant un an
        [many] { $n } de voitures britanniques moyennes conduites pendant un an
       *[other] { $n } voitures britanniques moyennes conduites pendant un an
    }
thing-car_year_se =
    { $plural ->
        [one] { $n } voiture suédoise moyenne conduite pendant un an
        [many] { $n } de voitures suédoises moyennes conduites pendant un an
       *[other] { $n } voitures suédoises moyennes conduites pendant un an
    }
thing-ev_car_year =
    { $plural ->
        [one] { $n } voiture électrique conduite pendant un an
        [many] { $n } de voitures électriques conduites pendant un an
       *[other] { $n } voitures électriques conduites pendant un an
    }
thing-gasoline_car_mile =
    { $plural ->
        [one] { $n } mile parcouru par une voiture à essence moyenne
        [many] { $n } de miles parcourus par une voiture à essence moyenne
       *[other] { $n } miles parcourus par une voiture à essence moyenne
    }
thing-gasoline_car_mile_unrounded =
    { $plural ->
        [one] { $n } mile parcouru par une voiture à essence moyenne
        [many] { $n } de miles parcourus par une voiture à essence moyenne
       *[other] { $n } miles parcourus par une voiture à essence moyenne
    }
thing-gasoline_gallon =
    { $plural ->
        [one] { $n } gallon américain d'essence consommé
        [many] { $n } de gallons américains d'essence consommés
       *[other] { $n } gallons américains d'essence consommés
    }
thing-diesel_gallon =
    { $plural ->
        [one] { $n } gallon américain de gazole consommé
        [many] { $n } de gallons américains de gazole consommés
       *[other] { $n } gallons américains de gazole consommés
    }
thing-tanker_truck =
    { $plural ->
        [one] { $n } camion-citerne d'essence
        [many] { $n } de camions-citernes d'essence
       *[other] { $n } camions-citernes d'essence
    }
thing-home_energy_year =
    { $plural ->
        [one] { $n } foyer avec sa consommation d'énergie d'un an
        [many] { $n } de foyers avec leur consommation d'énergie d'un an
       *[other] { $n } foyers avec leur consommation d'énergie d'un an
    }
thing-home_electricity_year =
    { $plural ->
        [one] { $n } foyer avec sa consommation d'électricité d'un an
        [many] { $n } de foyers avec leur consommation d'électricité d'un an
       *[other] { $n } foyers avec leur consommation d'électricité d'un an
    }
thing-kwh_consumed =
    { $plural ->
        [one] { $n } kilowattheure d'électricité consommé
        [many] { $n } de kilowattheures d'électricité consommés
       *[other] { $n } kilowattheures d'électricité consommés
    }
thing-kwh_avoided =
    { $plural ->
        [one] { $n } kilowattheure d'électricité non consommé
        [many] { $n } de kilowattheures d'électricité non consommés
       *[other] { $n } kilowattheures d'électricité non consommés
    }
thing-smartphone_charge =
    { $plural ->
        [one] { $n } recharge d'un smartphone
        [many] { $n } de recharges d'un smartphone
       *[other] { $n } recharges d'un smartphone
    }
thing-oil_barrel =
    { $plural ->
        [one] { $n } baril de pétrole consommé
        [many] { $n } de barils de pétrole consommés
       *[other] { $n } barils de pétrole consommés
    }
thing-propane_cylinder =
    { $plural ->
        [one] { $n } bouteille de propane utilisée pour un barbecue domestique
        [many] { $n } de bouteilles de propane utilisées pour des barbecues domestiques
       *[other] { $n } bouteilles de propane utilisées pour des barbecues domestiques
    }
thing-gas_therm =
    { $plural ->
        [one] { $n } therm de gaz naturel brûlé
        [many] { $n } de therms de gaz naturel brûlés
       *[other] { $n } therms de gaz naturel brûlés
    }
thing-gas_mcf =
    { $plural ->
        [one] { $n } Mcf de gaz naturel brûlé (1 Mcf = 1000 pieds cubes)
        [many] { $n } de Mcf de gaz naturel brûlés (1 Mcf = 1000 pieds cubes)
       *[other] { $n } Mcf de gaz naturel brûlés (1 Mcf = 1000 pieds cubes)
    }
thing-coal_pound =
    { $plural ->
        [one] { $n } livre anglo-saxonne (lb) de charbon brûlée
        [many] { $n } de livres anglo-saxonnes (lb) de charbon brûlées
       *[other] { $n } livres anglo-saxonnes (lb) de charbon brûlées
    }
thing-coal_railcar =
    { $plural ->
        [one] { $n } wagon de charbon brûlé
        [many] { $n } de wagons de charbon brûlés
       *[other] { $n } wagons de charbon brûlés
    }
thing-coal_plant_year =
    { $plural ->
        [one] { $n } centrale à charbon pendant un an
        [many] { $n } de centrales à charbon pendant un an
       *[other] { $n } centrales à charbon pendant un an
    }
thing-gas_plant_year =
    { $plural ->
        [one] { $n } centrale au gaz naturel pendant un an
        [many] { $n } de centrales au gaz naturel pendant un an
       *[other] { $n } centrales au gaz naturel pendant un an
    }
thing-waste_ton_recycled =
    { $plural ->
        [one] { $n } tonne courte (short ton) de déchets recyclée au lieu d'être mise en décharge
        [many] { $n } de tonnes courtes (short tons) de déchets recyclées au lieu d'être mises en décharge
       *[other] { $n } tonnes courtes (short tons) de déchets recyclées au lieu d'être mises en décharge
    }
thing-garbage_truck =
    { $plural ->
        [one] { $n } camion-poubelle de déchets recyclés au lieu d'être mis en décharge
        [many] { $n } de camions-poubelles de déchets recyclés au lieu d'être mis en décharge
       *[other] { $n } camions-poubelles de déchets recyclés au lieu d'être mis en décharge
    }
thing-trash_bag =
    { $plural ->
        [one] { $n } sac-poubelle de déchets recyclés au lieu d'être mis en décharge
        [many] { $n } de sacs-poubelles de déchets recyclés au lieu d'être mis en décharge
       *[other] { $n } sacs-poubelles de déchets recyclés au lieu d'être mis en décharge
    }
thing-led_switch =
    { $plural ->
        [one] { $n } lampe à incandescence remplacée par une LED pendant un an
        [many] { $n } de lampes à incandescence remplacées par des LED pendant un an
       *[other] { $n } lampes à incandescence remplacées par des LED pendant un an
    }
thing-wind_turbine_year =
    { $plural ->
        [one] { $n } éolienne en service pendant un an
        [many] { $n } d'éoliennes en service pendant un an
       *[other] { $n } éoliennes en service pendant un an
    }
thing-tree_seedling_10y =
    { $plural ->
        [one] { $n } jeune arbre urbain cultivé pendant 10 ans
        [many] { $n } de jeunes arbres urbains cultivés pendant 10 ans
       *[other] { $n } jeunes arbres urbains cultivés pendant 10 ans
    }
thing-tree_year =
    { $plural ->
        [one] { $n } arbre en croissance pendant un an
        [many] { $n } d'arbres en croissance pendant un an
       *[other] { $n } arbres en croissance pendant un an
    }
thing-forest_acre_year =
    { $plural ->
        [one] { $n } acre de forêt des États-Unis pendant un an
        [many] { $n } d'acres de forêt des États-Unis pendant un an
       *[other] { $n } acres de forêt des États-Unis pendant un an
    }
thing-pine_forest_acre_year =
    { $plural ->
        [one] { $n } acre de forêt de pins ou de sapins pendant un an
        [many] { $n } d'acres de forêt de pins ou de sapins pendant un an
       *[other] { $n } acres de forêt de pins ou de sapins pendant un an
    }
thing-forest_preserved_acre =
    { $plural ->
        [one] { $n } acre de forêt des États-Unis non convertie en terres cultivées, l'année de la conversion
        [many] { $n } d'acres de forêt des États-Unis non convertis en terres cultivées, l'année de la conversion
       *[other] { $n } acres de forêt des États-Unis non convertis en terres cultivées, l'année de la conversion
    }
thing-flight_domestic_average_passenger_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol intérieur du Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol intérieur du Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol intérieur du Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
    }
thing-flight_domestic_average_passenger_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol intérieur du Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol intérieur du Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol intérieur du Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
    }
thing-flight_short_haul_average_passenger_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
    }
thing-flight_short_haul_average_passenger_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
    }
thing-flight_short_haul_economy_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe éco, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe éco, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe éco, avec forçage radiatif
    }
thing-flight_short_haul_economy_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe éco, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe éco, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe éco, sans forçage radiatif
    }
thing-flight_short_haul_business_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe affaires, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe affaires, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe affaires, avec forçage radiatif
    }
thing-flight_short_haul_business_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe affaires, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe affaires, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol court-courrier depuis ou vers le Royaume-Uni, classe affaires, sans forçage radiatif
    }
thing-flight_long_haul_average_passenger_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
    }
thing-flight_long_haul_average_passenger_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
    }
thing-flight_long_haul_economy_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe éco, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe éco, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe éco, avec forçage radiatif
    }
thing-flight_long_haul_economy_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe éco, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe éco, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe éco, sans forçage radiatif
    }
thing-flight_long_haul_premium_economy_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe premium éco, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe premium éco, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe premium éco, avec forçage radiatif
    }
thing-flight_long_haul_premium_economy_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe premium éco, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe premium éco, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe premium éco, sans forçage radiatif
    }
thing-flight_long_haul_business_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe affaires, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe affaires, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe affaires, avec forçage radiatif
    }
thing-flight_long_haul_business_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe affaires, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe affaires, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, classe affaires, sans forçage radiatif
    }
thing-flight_long_haul_first_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, première classe, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, première classe, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, première classe, avec forçage radiatif
    }
thing-flight_long_haul_first_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, première classe, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, première classe, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol long-courrier depuis ou vers le Royaume-Uni, première classe, sans forçage radiatif
    }
thing-flight_international_average_passenger_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol international hors du Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, toutes classes en moyenne, avec forçage radiatif
    }
thing-flight_international_average_passenger_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol international hors du Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, toutes classes en moyenne, sans forçage radiatif
    }
thing-flight_international_economy_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol international hors du Royaume-Uni, classe éco, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe éco, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe éco, avec forçage radiatif
    }
thing-flight_international_economy_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol international hors du Royaume-Uni, classe éco, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe éco, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe éco, sans forçage radiatif
    }
thing-flight_international_premium_economy_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol international hors du Royaume-Uni, classe premium éco, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe premium éco, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe premium éco, avec forçage radiatif
    }
thing-flight_international_premium_economy_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol international hors du Royaume-Uni, classe premium éco, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe premium éco, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe premium éco, sans forçage radiatif
    }
thing-flight_international_business_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol international hors du Royaume-Uni, classe affaires, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe affaires, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe affaires, avec forçage radiatif
    }
thing-flight_international_business_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol international hors du Royaume-Uni, classe affaires, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe affaires, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, classe affaires, sans forçage radiatif
    }
thing-flight_international_first_rf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol international hors du Royaume-Uni, première classe, avec forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, première classe, avec forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, première classe, avec forçage radiatif
    }
thing-flight_international_first_norf =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager sur un vol international hors du Royaume-Uni, première classe, sans forçage radiatif
        [many] { $n } de kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, première classe, sans forçage radiatif
       *[other] { $n } kilomètres de vol d'un passager sur un vol international hors du Royaume-Uni, première classe, sans forçage radiatif
    }
thing-car_average_diesel =
    { $plural ->
        [one] { $n } kilomètre parcouru par une voiture diesel moyenne
        [many] { $n } de kilomètres parcourus par une voiture diesel moyenne
       *[other] { $n } kilomètres parcourus par une voiture diesel moyenne
    }
thing-car_average_petrol =
    { $plural ->
        [one] { $n } kilomètre parcouru par une voiture à essence moyenne
        [many] { $n } de kilomètres parcourus par une voiture à essence moyenne
       *[other] { $n } kilomètres parcourus par une voiture à essence moyenne
    }
thing-car_average_unknown =
    { $plural ->
        [one] { $n } kilomètre parcouru par une voiture moyenne
        [many] { $n } de kilomètres parcourus par une voiture moyenne
       *[other] { $n } kilomètres parcourus par une voiture moyenne
    }
thing-rail_national_rail =
    { $plural ->
        [one] { $n } kilomètre d'un passager sur le réseau National Rail
        [many] { $n } de kilomètres d'un passager sur le réseau National Rail
       *[other] { $n } kilomètres d'un passager sur le réseau National Rail
    }
thing-rail_international_rail =
    { $plural ->
        [one] { $n } kilomètre d'un passager en train international
        [many] { $n } de kilomètres d'un passager en train international
       *[other] { $n } kilomètres d'un passager en train international
    }
thing-rail_light_rail_and_tram =
    { $plural ->
        [one] { $n } kilomètre d'un passager en métro léger et tramway
        [many] { $n } de kilomètres d'un passager en métro léger et tramway
       *[other] { $n } kilomètres d'un passager en métro léger et tramway
    }
thing-rail_london_underground =
    { $plural ->
        [one] { $n } kilomètre d'un passager dans le métro de Londres
        [many] { $n } de kilomètres d'un passager dans le métro de Londres
       *[other] { $n } kilomètres d'un passager dans le métro de Londres
    }
thing-plane_short_km =
    { $plural ->
        [one] { $n } kilomètre de vol court-courrier d'un passager, traînées de condensation, carburant et avion compris
        [many] { $n } de kilomètres de vol court-courrier d'un passager, traînées de condensation, carburant et avion compris
       *[other] { $n } kilomètres de vol court-courrier d'un passager, traînées de condensation, carburant et avion compris
    }
thing-plane_medium_km =
    { $plural ->
        [one] { $n } kilomètre de vol moyen-courrier d'un passager, traînées de condensation, carburant et avion compris
        [many] { $n } de kilomètres de vol moyen-courrier d'un passager, traînées de condensation, carburant et avion compris
       *[other] { $n } kilomètres de vol moyen-courrier d'un passager, traînées de condensation, carburant et avion compris
    }
thing-plane_long_km =
    { $plural ->
        [one] { $n } kilomètre de vol long-courrier d'un passager, traînées de condensation, carburant et avion compris
        [many] { $n } de kilomètres de vol long-courrier d'un passager, traînées de condensation, carburant et avion compris
       *[other] { $n } kilomètres de vol long-courrier d'un passager, traînées de condensation, carburant et avion compris
    }
thing-plane_economy_km =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager en classe éco, effet de haute altitude et production du carburant compris
        [many] { $n } de kilomètres de vol d'un passager en classe éco, effet de haute altitude et production du carburant compris
       *[other] { $n } kilomètres de vol d'un passager en classe éco, effet de haute altitude et production du carburant compris
    }
thing-plane_departing_km =
    { $plural ->
        [one] { $n } kilomètre de vol d'un passager au départ de l'UE ou de l'AELE
        [many] { $n } de kilomètres de vol d'un passager au départ de l'UE ou de l'AELE
       *[other] { $n } kilomètres de vol d'un passager au départ de l'UE ou de l'AELE
    }
thing-flight_departing_aircraft =
    { $plural ->
        [one] { $n } vol moyen d'un avion entier au départ de l'UE ou de l'AELE
        [many] { $n } de vols moyens d'avions entiers au départ de l'UE ou de l'AELE
       *[other] { $n } vols moyens d'avions entiers au départ de l'UE ou de l'AELE
    }
thing-flying_resident_year =
    { $plural ->
        [one] { $n } habitant de la Suède avec ses vols d'un an
        [many] { $n } d'habitants de la Suède avec leurs vols d'un an
       *[other] { $n } habitants de la Suède avec leurs vols d'un an
    }
thing-flight_paris_new_york_return =
    { $plural ->
        [one] { $n } vol aller-retour Paris-New York d'un passager
        [many] { $n } de vols aller-retour Paris-New York d'un passager
       *[other] { $n } vols aller-retour Paris-New York d'un passager
    }
thing-train_paris_marseille_return =
    { $plural ->
        [one] { $n } aller-retour Paris-Marseille d'un passager en TGV
        [many] { $n } d'allers-retours Paris-Marseille d'un passager en TGV
       *[other] { $n } allers-retours Paris-Marseille d'un passager en TGV
    }
thing-french_resident_year =
    { $plural ->
        [one] { $n } habitant de la France avec son empreinte d'un an
        [many] { $n } d'habitants de la France avec leur empreinte d'un an
       *[other] { $n } habitants de la France avec leur empreinte d'un an
    }
thing-new_house =
    { $plural ->
        [one] { $n } maison neuve
        [many] { $n } de maisons neuves
       *[other] { $n } maisons neuves
    }
thing-laptop =
    { $plural ->
        [one] { $n } ordinateur portable
        [many] { $n } d'ordinateurs portables
       *[other] { $n } ordinateurs portables
    }
thing-screen =
    { $plural ->
        [one] { $n } écran d'ordinateur
        [many] { $n } d'écrans d'ordinateur
       *[other] { $n } écrans d'ordinateur
    }
thing-desktop_professional =
    { $plural ->
        [one] { $n } ordinateur fixe professionnel sans écran
        [many] { $n } d'ordinateurs fixes professionnels sans écran
       *[other] { $n } ordinateurs fixes professionnels sans écran
    }
thing-meal_beef =
    { $plural ->
        [one] { $n } repas avec du bœuf
        [many] { $n } de repas avec du bœuf
       *[other] { $n } repas avec du bœuf
    }
thing-meal_vegetarian =
    { $plural ->
        [one] { $n } repas végétarien
        [many] { $n } de repas végétariens
       *[other] { $n } repas végétariens
    }
