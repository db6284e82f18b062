# German, without the letter that Swiss German does not use
reviewed = no
footprint = Der CO2-Abdruck ist { $amount }, { $phrase }.
retired = Gutschriften für { $amount } wurden stillgelegt, { $phrase }.
emission =
    .co2e = so viel wie die Emissionen von { $things } ({ $source })
    .co2 = so viel wie die CO2-Emissionen von { $things } ({ $source })
avoided =
    .co2e = so viel wie die Emissionen, vermieden durch { $things } ({ $source })
    .co2 = so viel wie die CO2-Emissionen, vermieden durch { $things } ({ $source })
sequestration =
    .co2e = so viel CO2e, wie aufgenommen wird von { $things } ({ $source })
    .co2 = so viel CO2, wie aufgenommen wird von { $things } ({ $source })
more_than = mehr als { $things }
at_least = mindestens { $things }
about = etwa { $things }
exactly = genau { $things }
up_to = höchstens { $things }
less_than = weniger als { $things }
source = { $edition }; Region { $region }
source_derived = { $edition }; Region { $region }; abgeleiteter Faktor
unit-kilometre =
    { $plural ->
        [one] { $n } Kilometer
       *[other] { $n } Kilometer
    }
unit-mile =
    { $plural ->
        [one] { $n } Meile
       *[other] { $n } Meilen
    }
unit-nautical_mile =
    { $plural ->
        [one] { $n } Seemeile
       *[other] { $n } Seemeilen
    }
unit-swedish_mil =
    { $plural ->
        [one] { $n } schwedische Meile
       *[other] { $n } schwedische Meilen
    }
thing-gasoline_car_year = { $n } Benzin-Pkw in einem Jahr
thing-gasoline_car_year_unrounded = { $n } Benzin-Pkw in einem Jahr
thing-typical_car_year = { $n } typischen Pkw in einem Jahr
thing-car_year_eu = { $n } durchschnittlichen Pkw der EU in einem Jahr
thing-car_year_fr = { $n } durchschnittlichen französischen Pkw in einem Jahr
thing-car_year_gb = { $n } durchschnittlichen britischen Pkw in einem Jahr
thing-car_year_se = { $n } durchschnittlichen schwedischen Pkw in einem Jahr
thing-ev_car_year = { $n } Elektro-Pkw in einem Jahr
thing-gasoline_car_mile =
    { $plural ->
        [one] { $n } Meile Fahrt mit einem durchschnittlichen Benzin-Pkw
       *[other] { $n } Meilen Fahrt mit einem durchschnittlichen Benzin-Pkw
    }
thing-gasoline_car_mile_unrounded =
    { $plural ->
        [one] { $n } Meile Fahrt mit einem durchschnittlichen Benzin-Pkw
       *[other] { $n } Meilen Fahrt mit einem durchschnittlichen Benzin-Pkw
    }
thing-gasoline_gallon =
    { $plural ->
        [one] { $n } US-Gallone verbrauchtem Benzin
       *[other] { $n } US-Gallonen verbrauchtem Benzin
    }
thing-diesel_gallon =
    { $plural ->
        [one] { $n } US-Gallone verbrauchtem Diesel
       *[other] { $n } US-Gallonen verbrauchtem Diesel
    }
thing-tanker_truck =
    { $plural ->
        [one] { $n } Tanklaster voll Benzin
       *[other] { $n } Tanklastern voll Benzin
    }
thing-home_energy_year =
    { $plural ->
        [one] { $n } Haushalt mit seinem Energieverbrauch in einem Jahr
       *[other] { $n } Haushalten mit ihrem Energieverbrauch in einem Jahr
    }
thing-home_electricity_year =
    { $plural ->
        [one] { $n } Haushalt mit seinem Stromverbrauch in einem Jahr
       *[other] { $n } Haushalten mit ihrem Stromverbrauch in einem Jahr
    }
thing-kwh_consumed =
    { $plural ->
        [one] { $n } Kilowattstunde verbrauchtem Strom
       *[other] { $n } Kilowattstunden verbrauchtem Strom
    }
thing-kwh_avoided =
    { $plural ->
        [one] { $n } Kilowattstunde Strom, die nicht verbraucht wird
       *[other] { $n } Kilowattstunden Strom, die nicht verbraucht werden
    }
thing-smartphone_charge =
    { $plural ->
        [one] { $n } Ladung eines Smartphones
       *[other] { $n } Ladungen eines Smartphones
    }
thing-oil_barrel = { $n } Barrel verbrauchtem Öl
thing-propane_cylinder =
    { $plural ->
        [one] { $n } Propangasflasche für einen Grill zu Hause
       *[other] { $n } Propangasflaschen für Grills zu Hause
    }
thing-gas_therm =
    { $plural ->
        [one] { $n } Therm verbranntem Erdgas
       *[other] { $n } Therms verbranntem Erdgas
    }
thing-gas_mcf = { $n } Mcf verbranntem Erdgas (1 Mcf = 1000 cubic feet)
thing-coal_pound = { $n } angloamerikanischen Pfund (lb) verbrannter Kohle
thing-coal_railcar = { $n } Eisenbahnwagen verbrannter Kohle
thing-coal_plant_year =
    { $plural ->
        [one] { $n } Kohlekraftwerk in einem Jahr
       *[other] { $n } Kohlekraftwerken in einem Jahr
    }
thing-gas_plant_year =
    { $plural ->
        [one] { $n } Erdgaskraftwerk in einem Jahr
       *[other] { $n } Erdgaskraftwerken in einem Jahr
    }
thing-waste_ton_recycled =
    { $plural ->
        [one] { $n } Short Ton Abfall, die recycelt statt deponiert wird
       *[other] { $n } Short Tons Abfall, die recycelt statt deponiert werden
    }
thing-garbage_truck = { $n } Müllwagen voll Abfall, der recycelt statt deponiert wird
thing-trash_bag =
    { $plural ->
        [one] { $n } Müllsack voll Abfall, der recycelt statt deponiert wird
       *[other] { $n } Müllsäcke voll Abfall, der recycelt statt deponiert wird
    }
thing-led_switch =
    { $plural ->
        [one] { $n } Glühlampe, die ein Jahr lang durch eine LED ersetzt ist
       *[other] { $n } Glühlampen, die ein Jahr lang durch LEDs ersetzt sind
    }
thing-wind_turbine_year =
    { $plural ->
        [one] { $n } Windkraftanlage, die ein Jahr lang läuft
       *[other] { $n } Windkraftanlagen, die ein Jahr lang laufen
    }
thing-tree_seedling_10y =
    { $plural ->
        [one] { $n } Stadtbaum nach 10 Jahren Wachstum
       *[other] { $n } Stadtbäumen nach 10 Jahren Wachstum
    }
thing-tree_year =
    { $plural ->
        [one] { $n } Baum, der ein Jahr lang wächst
       *[other] { $n } Bäumen, die ein Jahr lang wachsen
    }
thing-forest_acre_year =
    { $plural ->
        [one] { $n } Acre Wald in den USA in einem Jahr
       *[other] { $n } Acres Wald in den USA in einem Jahr
    }
thing-pine_forest_acre_year =
    { $plural ->
        [one] { $n } Acre Kiefern- oder Tannenwald in einem Jahr
       *[other] { $n } Acres Kiefern- oder Tannenwald in einem Jahr
    }
thing-forest_preserved_acre =
    { $plural ->
        [one] { $n } Acre Wald in den USA, der nicht in Ackerland umgewandelt wird, im Jahr der Umwandlung
       *[other] { $n } Acres Wald in den USA, die nicht in Ackerland umgewandelt werden, im Jahr der Umwandlung
    }
thing-flight_domestic_average_passenger_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Inlandsflug im Vereinigten Königreich, durchschnittliche Klasse, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Inlandsflug im Vereinigten Königreich, durchschnittliche Klasse, mit Strahlungsantrieb
    }
thing-flight_domestic_average_passenger_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Inlandsflug im Vereinigten Königreich, durchschnittliche Klasse, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Inlandsflug im Vereinigten Königreich, durchschnittliche Klasse, ohne Strahlungsantrieb
    }
thing-flight_short_haul_average_passenger_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, durchschnittliche Klasse, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, durchschnittliche Klasse, mit Strahlungsantrieb
    }
thing-flight_short_haul_average_passenger_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, durchschnittliche Klasse, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, durchschnittliche Klasse, ohne Strahlungsantrieb
    }
thing-flight_short_haul_economy_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, Economyclass, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, Economyclass, mit Strahlungsantrieb
    }
thing-flight_short_haul_economy_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, Economyclass, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, Economyclass, ohne Strahlungsantrieb
    }
thing-flight_short_haul_business_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, Businessclass, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, Businessclass, mit Strahlungsantrieb
    }
thing-flight_short_haul_business_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, Businessclass, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Kurzstreckenflug in das oder aus dem Vereinigten Königreich, Businessclass, ohne Strahlungsantrieb
    }
thing-flight_long_haul_average_passenger_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, durchschnittliche Klasse, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, durchschnittliche Klasse, mit Strahlungsantrieb
    }
thing-flight_long_haul_average_passenger_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, durchschnittliche Klasse, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, durchschnittliche Klasse, ohne Strahlungsantrieb
    }
thing-flight_long_haul_economy_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Economyclass, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Economyclass, mit Strahlungsantrieb
    }
thing-flight_long_haul_economy_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Economyclass, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Economyclass, ohne Strahlungsantrieb
    }
thing-flight_long_haul_premium_economy_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Premium-Economyclass, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Premium-Economyclass, mit Strahlungsantrieb
    }
thing-flight_long_haul_premium_economy_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Premium-Economyclass, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Premium-Economyclass, ohne Strahlungsantrieb
    }
thing-flight_long_haul_business_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Businessclass, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Businessclass, mit Strahlungsantrieb
    }
thing-flight_long_haul_business_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Businessclass, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, Businessclass, ohne Strahlungsantrieb
    }
thing-flight_long_haul_first_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, erste Klasse, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, erste Klasse, mit Strahlungsantrieb
    }
thing-flight_long_haul_first_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, erste Klasse, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem Langstreckenflug in das oder aus dem Vereinigten Königreich, erste Klasse, ohne Strahlungsantrieb
    }
thing-flight_international_average_passenger_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, durchschnittliche Klasse, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, durchschnittliche Klasse, mit Strahlungsantrieb
    }
thing-flight_international_average_passenger_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, durchschnittliche Klasse, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, durchschnittliche Klasse, ohne Strahlungsantrieb
    }
thing-flight_international_economy_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Economyclass, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Economyclass, mit Strahlungsantrieb
    }
thing-flight_international_economy_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Economyclass, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Economyclass, ohne Strahlungsantrieb
    }
thing-flight_international_premium_economy_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Premium-Economyclass, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Premium-Economyclass, mit Strahlungsantrieb
    }
thing-flight_international_premium_economy_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Premium-Economyclass, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Premium-Economyclass, ohne Strahlungsantrieb
    }
thing-flight_international_business_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Businessclass, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Businessclass, mit Strahlungsantrieb
    }
thing-flight_international_business_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Businessclass, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, Businessclass, ohne Strahlungsantrieb
    }
thing-flight_international_first_rf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, erste Klasse, mit Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, erste Klasse, mit Strahlungsantrieb
    }
thing-flight_international_first_norf =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, erste Klasse, ohne Strahlungsantrieb
       *[other] { $n } Kilometern Flug eines Passagiers auf einem internationalen Flug, der das Vereinigte Königreich nicht berührt, erste Klasse, ohne Strahlungsantrieb
    }
thing-car_average_diesel =
    { $plural ->
        [one] { $n } Kilometer Fahrt mit einem durchschnittlichen Dieselauto
       *[other] { $n } Kilometern Fahrt mit einem durchschnittlichen Dieselauto
    }
thing-car_average_petrol =
    { $plural ->
        [one] { $n } Kilometer Fahrt mit einem durchschnittlichen Benzinauto
       *[other] { $n } Kilometern Fahrt mit einem durchschnittlichen Benzinauto
    }
thing-car_average_unknown =
    { $plural ->
        [one] { $n } Kilometer Fahrt mit einem durchschnittlichen Auto
       *[other] { $n } Kilometern Fahrt mit einem durchschnittlichen Auto
    }
thing-rail_national_rail =
    { $plural ->
        [one] { $n } Kilometer Fahrt eines Passagiers mit National Rail
       *[other] { $n } Kilometern Fahrt eines Passagiers mit National Rail
    }
thing-rail_international_rail =
    { $plural ->
        [one] { $n } Kilometer Fahrt eines Passagiers mit der internationalen Bahn
       *[other] { $n } Kilometern Fahrt eines Passagiers mit der internationalen Bahn
    }
thing-rail_light_rail_and_tram =
    { $plural ->
        [one] { $n } Kilometer Fahrt eines Passagiers mit Stadtbahn und Tram
       *[other] { $n } Kilometern Fahrt eines Passagiers mit Stadtbahn und Tram
    }
thing-rail_london_underground =
    { $plural ->
        [one] { $n } Kilometer Fahrt eines Passagiers mit der Londoner U-Bahn
       *[other] { $n } Kilometern Fahrt eines Passagiers mit der Londoner U-Bahn
    }
thing-plane_short_km =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einer Kurzstrecke, mit Kondensstreifen, Treibstoff und Flugzeug
       *[other] { $n } Kilometern Flug eines Passagiers auf einer Kurzstrecke, mit Kondensstreifen, Treibstoff und Flugzeug
    }
thing-plane_medium_km =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einer Mittelstrecke, mit Kondensstreifen, Treibstoff und Flugzeug
       *[other] { $n } Kilometern Flug eines Passagiers auf einer Mittelstrecke, mit Kondensstreifen, Treibstoff und Flugzeug
    }
thing-plane_long_km =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers auf einer Langstrecke, mit Kondensstreifen, Treibstoff und Flugzeug
       *[other] { $n } Kilometern Flug eines Passagiers auf einer Langstrecke, mit Kondensstreifen, Treibstoff und Flugzeug
    }
thing-plane_economy_km =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers in der Economyclass, mit Höheneffekt und Herstellung des Treibstoffs
       *[other] { $n } Kilometern Flug eines Passagiers in der Economyclass, mit Höheneffekt und Herstellung des Treibstoffs
    }
thing-plane_departing_km =
    { $plural ->
        [one] { $n } Kilometer Flug eines Passagiers aus der EU oder EFTA
       *[other] { $n } Kilometern Flug eines Passagiers aus der EU oder EFTA
    }
thing-flight_departing_aircraft =
    { $plural ->
        [one] { $n } durchschnittlichen Flug eines ganzen Flugzeugs aus der EU oder EFTA
       *[other] { $n } durchschnittlichen Flügen ganzer Flugzeuge aus der EU oder EFTA
    }
thing-flying_resident_year =
    { $plural ->
        [one] { $n } Einwohner Schwedens mit seinen Flügen in einem Jahr
       *[other] { $n } Einwohnern Schwedens mit ihren Flügen in einem Jahr
    }
thing-flight_paris_new_york_return =
    { $plural ->
        [one] { $n } Hin- und Rückflug Paris-New York eines Passagiers
       *[other] { $n } Hin- und Rückflügen Paris-New York eines Passagiers
    }
thing-train_paris_marseille_return =
    { $plural ->
        [one] { $n } Hin- und Rückfahrt Paris-Marseille eines Passagiers mit dem TGV
       *[other] { $n } Hin- und Rückfahrten Paris-Marseille eines Passagiers mit dem TGV
    }
thing-french_resident_year =
    { $plural ->
        [one] { $n } Einwohner Frankreichs mit seinem Abdruck eines Jahres
       *[other] { $n } Einwohnern Frankreichs mit ihrem Abdruck eines Jahres
    }
thing-new_house =
    { $plural ->
        [one] { $n } Neubau eines Hauses
       *[other] { $n } Neubauten von Häusern
    }
thing-laptop =
    { $plural ->
        [one] { $n } Laptop
       *[other] { $n } Laptops
    }
thing-screen =
    { $plural ->
        [one] { $n } Computerbildschirm
       *[other] { $n } Computerbildschirmen
    }
thing-desktop_professional =
    { $plural ->
        [one] { $n } Desktop-Arbeitsplatzrechner ohne Bildschirm
       *[other] { $n } Desktop-Arbeitsplatzrechnern ohne Bildschirm
    }
thing-meal_beef =
    { $plural ->
        [one] { $n } Mahlzeit mit Rindfleisch
       *[other] { $n } Mahlzeiten mit Rindfleisch
    }
thing-meal_vegetarian =
    { $plural ->
        [one] { $n } vegetarischen Mahlzeit
       *[other] { $n } vegetarischen Mahlzeiten
    }
