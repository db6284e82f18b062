# Swedish
reviewed = no
footprint = Fotavtrycket är { $amount }, { $phrase }.
retired = Krediter för { $amount } har annullerats, { $phrase }.
emission =
    .co2e = lika mycket som utsläppen från { $things } ({ $source })
    .co2 = lika mycket som CO2-utsläppen från { $things } ({ $source })
avoided =
    .co2e = lika mycket som de utsläpp som undviks genom { $things } ({ $source })
    .co2 = lika mycket som de CO2-utsläpp som undviks genom { $things } ({ $source })
sequestration =
    .co2e = lika mycket CO2e som tas upp av { $things } ({ $source })
    .co2 = lika mycket CO2 som tas upp av { $things } ({ $source })
more_than = mer än { $things }
at_least = minst { $things }
about = ungefär { $things }
exactly = exakt { $things }
up_to = högst { $things }
less_than = mindre än { $things }
source = { $edition }; region { $region }
source_derived = { $edition }; region { $region }; härledd faktor
unit-kilometre =
    { $plural ->
        [one] { $n } kilometer
       *[other] { $n } kilometer
    }
unit-mile =
    { $plural ->
        [one] { $n } mile
       *[other] { $n } mile
    }
unit-nautical_mile =
    { $plural ->
        [one] { $n } nautisk mil
       *[other] { $n } nautiska mil
    }
unit-swedish_mil =
    { $plural ->
        [one] { $n } mil
       *[other] { $n } mil
    }
thing-gasoline_car_year =
    { $plural ->
        [one] { $n } bensindriven personbil som körs i ett år
       *[other] { $n } bensindrivna personbilar som körs i ett år
    }
thing-gasoline_car_year_unrounded =
    { $plural ->
        [one] { $n } bensindriven personbil som körs i ett år
       *[other] { $n } bensindrivna personbilar som körs i ett år
    }
thing-typical_car_year =
    { $plural ->
        [one] { $n } typisk personbil som körs i ett år
       *[other] { $n } typiska personbilar som körs i ett år
    }
thing-car_year_eu =
    { $plural ->
        [one] { $n } genomsnittlig personbil i EU som körs i ett år
       *[other] { $n } genomsnittliga personbilar i EU som körs i ett år
    }
thing-car_year_fr =
    { $plural ->
        [one] { $n } genomsnittlig fransk personbil som körs i ett år
       *[other] { $n } genomsnittliga franska personbilar som körs i ett år
    }
thing-car_year_gb =
    { $plural ->
        [one] { $n } genomsnittlig brittisk personbil som körs i ett år
       *[other] { $n } genomsnittliga brittiska personbilar som körs i ett år
    }
thing-car_year_se =
    { $plural ->
        [one] { $n } genomsnittlig svensk personbil som körs i ett år
       *[other] { $n } genomsnittliga svenska personbilar som körs i ett år
    }
thing-ev_car_year =
    { $plural ->
        [one] { $n } eldriven personbil som körs i ett år
       *[other] { $n } eldrivna personbilar som körs i ett år
    }
thing-gasoline_car_mile =
    { $plural ->
        [one] { $n } engelsk mil med en genomsnittlig bensindriven personbil
       *[other] { $n } engelska mil med en genomsnittlig bensindriven personbil
    }
thing-gasoline_car_mile_unrounded =
    { $plural ->
        [one] { $n } engelsk mil med en genomsnittlig bensindriven personbil
       *[other] { $n } engelska mil med en genomsnittlig bensindriven personbil
    }
thing-gasoline_gallon =
    { $plural ->
        [one] { $n } amerikansk gallon förbrukad bensin
       *[other] { $n } amerikanska gallon förbrukad bensin
    }
thing-diesel_gallon =
    { $plural ->
        [one] { $n } amerikansk gallon förbrukad diesel
       *[other] { $n } amerikanska gallon förbrukad diesel
    }
thing-tanker_truck =
    { $plural ->
        [one] { $n } tankbilslast bensin
       *[other] { $n } tankbilslaster bensin
    }
thing-home_energy_year = { $n } hushålls energianvändning under ett år
thing-home_electricity_year = { $n } hushålls elanvändning under ett år
thing-kwh_consumed =
    { $plural ->
        [one] { $n } kilowattimme förbrukad el
       *[other] { $n } kilowattimmar förbrukad el
    }
thing-kwh_avoided =
    { $plural ->
        [one] { $n } kilowattimme el som inte förbrukas
       *[other] { $n } kilowattimmar el som inte förbrukas
    }
thing-smartphone_charge =
    { $plural ->
        [one] { $n } laddning av en smarttelefon
       *[other] { $n } laddningar av en smarttelefon
    }
thing-oil_barrel = { $n } fat förbrukad olja
thing-propane_cylinder =
    { $plural ->
        [one] { $n } propanflaska använd för en grill hemma
       *[other] { $n } propanflaskor använda för grillar hemma
    }
thing-gas_therm = { $n } therm förbränd naturgas
thing-gas_mcf = { $n } Mcf förbränd naturgas (1 Mcf = 1000 kubikfot)
thing-coal_pound = { $n } pound förbränt kol
thing-coal_railcar =
    { $plural ->
        [one] { $n } järnvägsvagn förbränt kol
       *[other] { $n } järnvägsvagnar förbränt kol
    }
thing-coal_plant_year = { $n } kolkraftverk under ett år
thing-gas_plant_year = { $n } naturgaskraftverk under ett år
thing-waste_ton_recycled = { $n } short ton avfall som återvinns i stället för att deponeras
thing-garbage_truck =
    { $plural ->
        [one] { $n } sopbilslast avfall som återvinns i stället för att deponeras
       *[other] { $n } sopbilslaster avfall som återvinns i stället för att deponeras
    }
thing-trash_bag =
    { $plural ->
        [one] { $n } sopsäck avfall som återvinns i stället för att deponeras
       *[other] { $n } sopsäckar avfall som återvinns i stället för att deponeras
    }
thing-led_switch =
    { $plural ->
        [one] { $n } glödlampa bytt mot en LED-lampa under ett år
       *[other] { $n } glödlampor bytta mot LED-lampor under ett år
    }
thing-wind_turbine_year = { $n } vindkraftverk i drift under ett år
thing-tree_seedling_10y = { $n } stadsträd som vuxit från planta i 10 år
thing-tree_year = { $n } träd som växer i ett år
thing-forest_acre_year = { $n } acre skog i USA under ett år
thing-pine_forest_acre_year = { $n } acre tall- eller granskog under ett år
thing-forest_preserved_acre = { $n } acre skog i USA som inte görs om till åkermark, under året för omställningen
thing-flight_domestic_average_passenger_rf = { $n } kilometers flygresa för en passagerare på en inrikesflygning i Storbritannien, genomsnittlig klass, med strålningspåverkan
thing-flight_domestic_average_passenger_norf = { $n } kilometers flygresa för en passagerare på en inrikesflygning i Storbritannien, genomsnittlig klass, utan strålningspåverkan
thing-flight_short_haul_average_passenger_rf = { $n } kilometers flygresa för en passagerare på en kortdistansflygning till eller från Storbritannien, genomsnittlig klass, med strålningspåverkan
thing-flight_short_haul_average_passenger_norf = { $n } kilometers flygresa för en passagerare på en kortdistansflygning till eller från Storbritannien, genomsnittlig klass, utan strålningspåverkan
thing-flight_short_haul_economy_rf = { $n } kilometers flygresa för en passagerare på en kortdistansflygning till eller från Storbritannien, ekonomiklass, med strålningspåverkan
thing-flight_short_haul_economy_norf = { $n } kilometers flygresa för en passagerare på en kortdistansflygning till eller från Storbritannien, ekonomiklass, utan strålningspåverkan
thing-flight_short_haul_business_rf = { $n } kilometers flygresa för en passagerare på en kortdistansflygning till eller från Storbritannien, affärsklass, med strålningspåverkan
thing-flight_short_haul_business_norf = { $n } kilometers flygresa för en passagerare på en kortdistansflygning till eller från Storbritannien, affärsklass, utan strålningspåverkan
thing-flight_long_haul_average_passenger_rf = { $n } kilometers flygresa för en passagerare på en långdistansflygning till eller från Storbritannien, genomsnittlig klass, med strålningspåverkan
thing-flight_long_haul_average_passenger_norf = { $n } kilometers flygresa för en passagerare på en långdistansflygning till eller från Storbritannien, genomsnittlig klass, utan strålningspåverkan
thing-flight_long_haul_economy_rf = { $n } kilometers flygresa för en passagerare på en långdistansflygning till eller från Storbritannien, ekonomiklass, med strålningspåverkan
thing-flight_long_haul_economy_norf = { $n } kilometers flygresa för en passagerare på en långdistansflygning till eller från Storbritannien, ekonomiklass, utan strålningspåverkan
thing-flight_long_haul_premium_economy_rf = { $n } kilometers flygresa för en passagerare på en långdistansflygning till eller från Storbritannien, premiumekonomiklass, med strålningspåverkan
thing-flight_long_haul_premium_economy_norf = { $n } kilometers flygresa för en passagerare på en långdistansflygning till eller från Storbritannien, premiumekonomiklass, utan strålningspåverkan
thing-flight_long_haul_business_rf = { $n } kilometers flygresa för en passagerare på en långdistansflygning till eller från Storbritannien, affärsklass, med strålningspåverkan
thing-flight_long_haul_business_norf = { $n } kilometers flygresa för en passagerare på en långdistansflygning till eller från Storbritannien, affärsklass, utan strålningspåverkan
thing-flight_long_haul_first_rf = { $n } kilometers flygresa för en passagerare på en långdistansflygning till eller från Storbritannien, första klass, med strålningspåverkan
thing-flight_long_haul_first_norf = { $n } kilometers flygresa för en passagerare på en långdistansflygning till eller från Storbritannien, första klass, utan strålningspåverkan
thing-flight_international_average_passenger_rf = { $n } kilometers flygresa för en passagerare på en internationell flygning utanför Storbritannien, genomsnittlig klass, med strålningspåverkan
thing-flight_international_average_passenger_norf = { $n } kilometers flygresa för en passagerare på en internationell flygning utanför Storbritannien, genomsnittlig klass, utan strålningspåverkan
thing-flight_international_economy_rf = { $n } kilometers flygresa för en passagerare på en internationell flygning utanför Storbritannien, ekonomiklass, med strålningspåverkan
thing-flight_international_economy_norf = { $n } kilometers flygresa för en passagerare på en internationell flygning utanför Storbritannien, ekonomiklass, utan strålningspåverkan
thing-flight_international_premium_economy_rf = { $n } kilometers flygresa för en passagerare på en internationell flygning utanför Storbritannien, premiumekonomiklass, med strålningspåverkan
thing-flight_international_premium_economy_norf = { $n } kilometers flygresa för en passagerare på en internationell flygning utanför Storbritannien, premiumekonomiklass, utan strålningspåverkan
thing-flight_international_business_rf = { $n } kilometers flygresa för en passagerare på en internationell flygning utanför Storbritannien, affärsklass, med strålningspåverkan
thing-flight_international_business_norf = { $n } kilometers flygresa för en passagerare på en internationell flygning utanför Storbritannien, affärsklass, utan strålningspåverkan
thing-flight_international_first_rf = { $n } kilometers flygresa för en passagerare på en internationell flygning utanför Storbritannien, första klass, med strålningspåverkan
thing-flight_international_first_norf = { $n } kilometers flygresa för en passagerare på en internationell flygning utanför Storbritannien, första klass, utan strålningspåverkan
thing-car_average_diesel = { $n } kilometer med en genomsnittlig dieselbil
thing-car_average_petrol = { $n } kilometer med en genomsnittlig bensinbil
thing-car_average_unknown = { $n } kilometer med en genomsnittlig bil
thing-rail_national_rail = { $n } kilometers resa för en passagerare med National Rail
thing-rail_international_rail = { $n } kilometers resa för en passagerare med internationell järnväg
thing-rail_light_rail_and_tram = { $n } kilometers resa för en passagerare med snabbspårväg och spårvagn
thing-rail_london_underground = { $n } kilometers resa för en passagerare med Londons tunnelbana
thing-plane_short_km = { $n } kilometers flygresa för en passagerare på en kort sträcka, kondensstrimmor, bränsle och flygplan inräknade
thing-plane_medium_km = { $n } kilometers flygresa för en passagerare på en medellång sträcka, kondensstrimmor, bränsle och flygplan inräknade
thing-plane_long_km = { $n } kilometers flygresa för en passagerare på en lång sträcka, kondensstrimmor, bränsle och flygplan inräknade
thing-plane_economy_km = { $n } kilometers flygresa för en passagerare i ekonomiklass, höghöjdseffekt och bränsleproduktion inräknade
thing-plane_departing_km = { $n } kilometers flygresa för en passagerare från EU eller EFTA
thing-flight_departing_aircraft =
    { $plural ->
        [one] { $n } genomsnittlig flygning med ett helt flygplan från EU eller EFTA
       *[other] { $n } genomsnittliga flygningar med hela flygplan från EU eller EFTA
    }
thing-flying_resident_year =
    { $plural ->
        [one] { $n } svensk invånares flygande under ett år
       *[other] { $n } svenska invånares flygande under ett år
    }
thing-flight_paris_new_york_return =
    { $plural ->
        [one] { $n } flygresa Paris-New York tur och retur för en passagerare
       *[other] { $n } flygresor Paris-New York tur och retur för en passagerare
    }
thing-train_paris_marseille_return =
    { $plural ->
        [one] { $n } resa Paris-Marseille tur och retur med TGV för en passagerare
       *[other] { $n } resor Paris-Marseille tur och retur med TGV för en passagerare
    }
thing-french_resident_year =
    { $plural ->
        [one] { $n } fransk invånares fotavtryck under ett år
       *[other] { $n } franska invånares fotavtryck under ett år
    }
thing-new_house =
    { $plural ->
        [one] { $n } nytt hus
       *[other] { $n } nya hus
    }
thing-laptop =
    { $plural ->
        [one] { $n } bärbar dator
       *[other] { $n } bärbara datorer
    }
thing-screen =
    { $plural ->
        [one] { $n } datorskärm
       *[other] { $n } datorskärmar
    }
thing-desktop_professional =
    { $plural ->
        [one] { $n } stationär arbetsdator utan skärm
       *[other] { $n } stationära arbetsdatorer utan skärm
    }
thing-meal_beef =
    { $plural ->
        [one] { $n } måltid med nötkött
       *[other] { $n } måltider med nötkött
    }
thing-meal_vegetarian =
    { $plural ->
        [one] { $n } vegetarisk måltid
       *[other] { $n } vegetariska måltider
    }
