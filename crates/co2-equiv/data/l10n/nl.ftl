# Dutch
reviewed = no
footprint = De voetafdruk is { $amount }, { $phrase }.
retired = Er zijn credits voor { $amount } geannuleerd, { $phrase }.
emission =
    .co2e = evenveel als de uitstoot van { $things } ({ $source })
    .co2 = evenveel als de CO2-uitstoot van { $things } ({ $source })
avoided =
    .co2e = evenveel als de uitstoot die wordt vermeden door { $things } ({ $source })
    .co2 = evenveel als de CO2-uitstoot die wordt vermeden door { $things } ({ $source })
sequestration =
    .co2e = evenveel CO2e als wordt opgenomen door { $things } ({ $source })
    .co2 = evenveel CO2 als wordt opgenomen door { $things } ({ $source })
more_than = meer dan { $things }
at_least = ten minste { $things }
about = ongeveer { $things }
exactly = precies { $things }
up_to = hoogstens { $things }
less_than = minder dan { $things }
source = { $edition }; regio { $region }
source_derived = { $edition }; regio { $region }; afgeleide factor
unit-kilometre =
    { $plural ->
        [one] { $n } kilometer
       *[other] { $n } kilometer
    }
unit-mile =
    { $plural ->
        [one] { $n } mijl
       *[other] { $n } mijl
    }
unit-nautical_mile =
    { $plural ->
        [one] { $n } zeemijl
       *[other] { $n } zeemijl
    }
unit-swedish_mil =
    { $plural ->
        [one] { $n } Zweedse mijl
       *[other] { $n } Zweedse mijl
    }
thing-gasoline_car_year =
    { $plural ->
        [one] { $n } benzineauto die een jaar lang rijdt
       *[other] { $n } benzineauto's die een jaar lang rijden
    }
thing-gasoline_car_year_unrounded =
    { $plural ->
        [one] { $n } benzineauto die een jaar lang rijdt
       *[other] { $n } benzineauto's die een jaar lang rijden
    }
thing-typical_car_year =
    { $plural ->
        [one] { $n } typische personenauto die een jaar lang rijdt
       *[other] { $n } typische personenauto's die een jaar lang rijden
    }
thing-car_year_eu =
    { $plural ->
        [one] { $n } gemiddelde personenauto in de EU die een jaar lang rijdt
       *[other] { $n } gemiddelde personenauto's in de EU die een jaar lang rijden
    }
thing-car_year_fr =
    { $plural ->
        [one] { $n } gemiddelde Franse personenauto die een jaar lang rijdt
       *[other] { $n } gemiddelde Franse personenauto's die een jaar lang rijden
    }
thing-car_year_gb =
    { $plural ->
        [one] { $n } gemiddelde Britse personenauto die een jaar lang rijdt
       *[other] { $n } gemiddelde Britse personenauto's die een jaar lang rijden
    }
thing-car_year_se =
    { $plural ->
        [one] { $n } gemiddelde Zweedse personenauto die een jaar lang rijdt
       *[other] { $n } gemiddelde Zweedse personenauto's die een jaar lang rijden
    }
thing-ev_car_year =
    { $plural ->
        [one] { $n } elektrische personenauto die een jaar lang rijdt
       *[other] { $n } elektrische personenauto's die een jaar lang rijden
    }
thing-gasoline_car_mile = { $n } mijl met een gemiddelde benzineauto
thing-gasoline_car_mile_unrounded = { $n } mijl met een gemiddelde benzineauto
thing-gasoline_gallon =
    { $plural ->
        [one] { $n } Amerikaanse gallon verbruikte benzine
       *[other] { $n } Amerikaanse gallons verbruikte benzine
    }
thing-diesel_gallon =
    { $plural ->
        [one] { $n } Amerikaanse gallon verbruikte diesel
       *[other] { $n } Amerikaanse gallons verbruikte diesel
    }
thing-tanker_truck =
    { $plural ->
        [one] { $n } tankwagen benzine
       *[other] { $n } tankwagens benzine
    }
thing-home_energy_year =
    { $plural ->
        [one] { $n } huishouden met het energieverbruik van een jaar
       *[other] { $n } huishoudens met het energieverbruik van een jaar
    }
thing-home_electricity_year =
    { $plural ->
        [one] { $n } huishouden met het stroomverbruik van een jaar
       *[other] { $n } huishoudens met het stroomverbruik van een jaar
    }
thing-kwh_consumed = { $n } kilowattuur verbruikte stroom
thing-kwh_avoided = { $n } kilowattuur niet verbruikte stroom
thing-smartphone_charge = { $n } keer een smartphone opladen
thing-oil_barrel =
    { $plural ->
        [one] { $n } vat verbruikte olie
       *[other] { $n } vaten verbruikte olie
    }
thing-propane_cylinder =
    { $plural ->
        [one] { $n } propaanfles gebruikt voor een barbecue thuis
       *[other] { $n } propaanflessen gebruikt voor barbecues thuis
    }
thing-gas_therm = { $n } therm verbrand aardgas
thing-gas_mcf = { $n } Mcf verbrand aardgas (1 Mcf = 1000 kubieke voet)
thing-coal_pound =
    { $plural ->
        [one] { $n } Engels pond verbrande steenkool
       *[other] { $n } Engelse pond verbrande steenkool
    }
thing-coal_railcar =
    { $plural ->
        [one] { $n } treinwagon verbrande steenkool
       *[other] { $n } treinwagons verbrande steenkool
    }
thing-coal_plant_year =
    { $plural ->
        [one] { $n } kolencentrale in één jaar
       *[other] { $n } kolencentrales in één jaar
    }
thing-gas_plant_year =
    { $plural ->
        [one] { $n } aardgascentrale in één jaar
       *[other] { $n } aardgascentrales in één jaar
    }
thing-waste_ton_recycled =
    { $plural ->
        [one] { $n } short ton afval die wordt gerecycled in plaats van gestort
       *[other] { $n } short ton afval die worden gerecycled in plaats van gestort
    }
thing-garbage_truck =
    { $plural ->
        [one] { $n } vuilniswagen afval die wordt gerecycled in plaats van gestort
       *[other] { $n } vuilniswagens afval die worden gerecycled in plaats van gestort
    }
thing-trash_bag =
    { $plural ->
        [one] { $n } vuilniszak afval die wordt gerecycled in plaats van gestort
       *[other] { $n } vuilniszakken afval die worden gerecycled in plaats van gestort
    }
thing-led_switch =
    { $plural ->
        [one] { $n } gloeilamp die een jaar lang door een ledlamp is vervangen
       *[other] { $n } gloeilampen die een jaar lang door ledlampen zijn vervangen
    }
thing-wind_turbine_year =
    { $plural ->
        [one] { $n } windturbine die een jaar lang draait
       *[other] { $n } windturbines die een jaar lang draaien
    }
thing-tree_seedling_10y =
    { $plural ->
        [one] { $n } stadsboom die 10 jaar groeit
       *[other] { $n } stadsbomen die 10 jaar groeien
    }
thing-tree_year =
    { $plural ->
        [one] { $n } boom die een jaar groeit
       *[other] { $n } bomen die een jaar groeien
    }
thing-forest_acre_year = { $n } acre bos in de VS in één jaar
thing-pine_forest_acre_year = { $n } acre dennen- of sparrenbos in één jaar
thing-forest_preserved_acre = { $n } acre bos in de VS dat niet in akkerland wordt omgezet, in het jaar van omzetting
thing-flight_domestic_average_passenger_rf = { $n } kilometer vliegen van één passagier op een binnenlandse vlucht in het Verenigd Koninkrijk, gemiddelde klasse, met stralingsforcering
thing-flight_domestic_average_passenger_norf = { $n } kilometer vliegen van één passagier op een binnenlandse vlucht in het Verenigd Koninkrijk, gemiddelde klasse, zonder stralingsforcering
thing-flight_short_haul_average_passenger_rf = { $n } kilometer vliegen van één passagier op een korte vlucht van of naar het Verenigd Koninkrijk, gemiddelde klasse, met stralingsforcering
thing-flight_short_haul_average_passenger_norf = { $n } kilometer vliegen van één passagier op een korte vlucht van of naar het Verenigd Koninkrijk, gemiddelde klasse, zonder stralingsforcering
thing-flight_short_haul_economy_rf = { $n } kilometer vliegen van één passagier op een korte vlucht van of naar het Verenigd Koninkrijk, economyclass, met stralingsforcering
thing-flight_short_haul_economy_norf = { $n } kilometer vliegen van één passagier op een korte vlucht van of naar het Verenigd Koninkrijk, economyclass, zonder stralingsforcering
thing-flight_short_haul_business_rf = { $n } kilometer vliegen van één passagier op een korte vlucht van of naar het Verenigd Koninkrijk, businessclass, met stralingsforcering
thing-flight_short_haul_business_norf = { $n } kilometer vliegen van één passagier op een korte vlucht van of naar het Verenigd Koninkrijk, businessclass, zonder stralingsforcering
thing-flight_long_haul_average_passenger_rf = { $n } kilometer vliegen van één passagier op een lange vlucht van of naar het Verenigd Koninkrijk, gemiddelde klasse, met stralingsforcering
thing-flight_long_haul_average_passenger_norf = { $n } kilometer vliegen van één passagier op een lange vlucht van of naar het Verenigd Koninkrijk, gemiddelde klasse, zonder stralingsforcering
thing-flight_long_haul_economy_rf = { $n } kilometer vliegen van één passagier op een lange vlucht van of naar het Verenigd Koninkrijk, economyclass, met stralingsforcering
thing-flight_long_haul_economy_norf = { $n } kilometer vliegen van één passagier op een lange vlucht van of naar het Verenigd Koninkrijk, economyclass, zonder stralingsforcering
thing-flight_long_haul_premium_economy_rf = { $n } kilometer vliegen van één passagier op een lange vlucht van of naar het Verenigd Koninkrijk, premium economyclass, met stralingsforcering
thing-flight_long_haul_premium_economy_norf = { $n } kilometer vliegen van één passagier op een lange vlucht van of naar het Verenigd Koninkrijk, premium economyclass, zonder stralingsforcering
thing-flight_long_haul_business_rf = { $n } kilometer vliegen van één passagier op een lange vlucht van of naar het Verenigd Koninkrijk, businessclass, met stralingsforcering
thing-flight_long_haul_business_norf = { $n } kilometer vliegen van één passagier op een lange vlucht van of naar het Verenigd Koninkrijk, businessclass, zonder stralingsforcering
thing-flight_long_haul_first_rf = { $n } kilometer vliegen van één passagier op een lange vlucht van of naar het Verenigd Koninkrijk, eerste klas, met stralingsforcering
thing-flight_long_haul_first_norf = { $n } kilometer vliegen van één passagier op een lange vlucht van of naar het Verenigd Koninkrijk, eerste klas, zonder stralingsforcering
thing-flight_international_average_passenger_rf = { $n } kilometer vliegen van één passagier op een internationale vlucht buiten het Verenigd Koninkrijk, gemiddelde klasse, met stralingsforcering
thing-flight_international_average_passenger_norf = { $n } kilometer vliegen van één passagier op een internationale vlucht buiten het Verenigd Koninkrijk, gemiddelde klasse, zonder stralingsforcering
thing-flight_international_economy_rf = { $n } kilometer vliegen van één passagier op een internationale vlucht buiten het Verenigd Koninkrijk, economyclass, met stralingsforcering
thing-flight_international_economy_norf = { $n } kilometer vliegen van één passagier op een internationale vlucht buiten het Verenigd Koninkrijk, economyclass, zonder stralingsforcering
thing-flight_international_premium_economy_rf = { $n } kilometer vliegen van één passagier op een internationale vlucht buiten het Verenigd Koninkrijk, premium economyclass, met stralingsforcering
thing-flight_international_premium_economy_norf = { $n } kilometer vliegen van één passagier op een internationale vlucht buiten het Verenigd Koninkrijk, premium economyclass, zonder stralingsforcering
thing-flight_international_business_rf = { $n } kilometer vliegen van één passagier op een internationale vlucht buiten het Verenigd Koninkrijk, businessclass, met stralingsforcering
thing-flight_international_business_norf = { $n } kilometer vliegen van één passagier op een internationale vlucht buiten het Verenigd Koninkrijk, businessclass, zonder stralingsforcering
thing-flight_international_first_rf = { $n } kilometer vliegen van één passagier op een internationale vlucht buiten het Verenigd Koninkrijk, eerste klas, met stralingsforcering
thing-flight_international_first_norf = { $n } kilometer vliegen van één passagier op een internationale vlucht buiten het Verenigd Koninkrijk, eerste klas, zonder stralingsforcering
thing-car_average_diesel = { $n } kilometer met een gemiddelde dieselauto
thing-car_average_petrol = { $n } kilometer met een gemiddelde benzineauto
thing-car_average_unknown = { $n } kilometer met een gemiddelde auto
thing-rail_national_rail = { $n } kilometer reizen van één passagier met National Rail
thing-rail_international_rail = { $n } kilometer reizen van één passagier met de internationale trein
thing-rail_light_rail_and_tram = { $n } kilometer reizen van één passagier met sneltram en tram
thing-rail_london_underground = { $n } kilometer reizen van één passagier met de metro van Londen
thing-plane_short_km = { $n } kilometer vliegen van één passagier op een korte afstand, inclusief condensstrepen, brandstof en vliegtuig
thing-plane_medium_km = { $n } kilometer vliegen van één passagier op een middellange afstand, inclusief condensstrepen, brandstof en vliegtuig
thing-plane_long_km = { $n } kilometer vliegen van één passagier op een lange afstand, inclusief condensstrepen, brandstof en vliegtuig
thing-plane_economy_km = { $n } kilometer vliegen van één passagier in economyclass, inclusief hoogte-effect en brandstofproductie
thing-plane_departing_km = { $n } kilometer vliegen van één passagier vanuit de EU of EVA
thing-flight_departing_aircraft =
    { $plural ->
        [one] { $n } gemiddelde vlucht van een heel vliegtuig vanuit de EU of EVA
       *[other] { $n } gemiddelde vluchten van hele vliegtuigen vanuit de EU of EVA
    }
thing-flying_resident_year =
    { $plural ->
        [one] { $n } inwoner van Zweden met het vliegen van een jaar
       *[other] { $n } inwoners van Zweden met het vliegen van een jaar
    }
thing-flight_paris_new_york_return =
    { $plural ->
        [one] { $n } retourvlucht Parijs-New York van één passagier
       *[other] { $n } retourvluchten Parijs-New York van één passagier
    }
thing-train_paris_marseille_return =
    { $plural ->
        [one] { $n } retourreis Parijs-Marseille van één passagier met de TGV
       *[other] { $n } retourreizen Parijs-Marseille van één passagier met de TGV
    }
thing-french_resident_year =
    { $plural ->
        [one] { $n } inwoner van Frankrijk met de voetafdruk van een jaar
       *[other] { $n } inwoners van Frankrijk met de voetafdruk van een jaar
    }
thing-new_house =
    { $plural ->
        [one] { $n } nieuw huis
       *[other] { $n } nieuwe huizen
    }
thing-laptop =
    { $plural ->
        [one] { $n } laptop
       *[other] { $n } laptops
    }
thing-screen =
    { $plural ->
        [one] { $n } computerscherm
       *[other] { $n } computerschermen
    }
thing-desktop_professional =
    { $plural ->
        [one] { $n } zakelijke desktopcomputer zonder scherm
       *[other] { $n } zakelijke desktopcomputers zonder scherm
    }
thing-meal_beef =
    { $plural ->
        [one] { $n } maaltijd met rundvlees
       *[other] { $n } maaltijden met rundvlees
    }
thing-meal_vegetarian =
    { $plural ->
        [one] { $n } vegetarische maaltijd
       *[other] { $n } vegetarische maaltijden
    }
