# Hindi
reviewed = no
footprint = फ़ुटप्रिंट { $amount } है, { $phrase }।
retired = { $amount } के क्रेडिट रिटायर किए गए, { $phrase }।
emission =
    .co2e = जो { $things } के उत्सर्जन के बराबर है ({ $source })
    .co2 = जो { $things } के CO2 उत्सर्जन के बराबर है ({ $source })
avoided =
    .co2e = जो { $things } से टाले गए उत्सर्जन के बराबर है ({ $source })
    .co2 = जो { $things } से टाले गए CO2 उत्सर्जन के बराबर है ({ $source })
sequestration =
    .co2e = जो { $things } द्वारा सोखे गए CO2e के बराबर है ({ $source })
    .co2 = जो { $things } द्वारा सोखे गए CO2 के बराबर है ({ $source })
more_than = { $things } से अधिक
at_least = कम से कम { $things }
about = लगभग { $things }
exactly = ठीक { $things }
up_to = अधिकतम { $things }
less_than = { $things } से कम
source = { $edition }; क्षेत्र { $region }
source_derived = { $edition }; क्षेत्र { $region }; व्युत्पन्न गुणांक
unit-kilometre =
    { $plural ->
        [one] { $n } किलोमीटर
       *[other] { $n } किलोमीटर
    }
unit-mile =
    { $plural ->
        [one] { $n } मील
       *[other] { $n } मील
    }
unit-nautical_mile =
    { $plural ->
        [one] { $n } समुद्री मील
       *[other] { $n } समुद्री मील
    }
unit-swedish_mil =
    { $plural ->
        [one] { $n } स्वीडिश मील
       *[other] { $n } स्वीडिश मील
    }
thing-gasoline_car_year =
    { $plural ->
        [one] { $n } पेट्रोल कार के एक साल के सफ़र
       *[other] { $n } पेट्रोल कारों के एक साल के सफ़र
    }
thing-gasoline_car_year_unrounded =
    { $plural ->
        [one] { $n } पेट्रोल कार के एक साल के सफ़र
       *[other] { $n } पेट्रोल कारों के एक साल के सफ़र
    }
thing-typical_car_year =
    { $plural ->
        [one] { $n } सामान्य कार के एक साल के सफ़र
       *[other] { $n } सामान्य कारों के एक साल के सफ़र
    }
thing-car_year_eu =
    { $plural ->
        [one] { $n } औसत यूरोपीय संघ की कार के एक साल के सफ़र
       *[other] { $n } औसत यूरोपीय संघ की कारों के एक साल के सफ़र
    }
thing-car_year_fr =
    { $plural ->
        [one] { $n } औसत फ़्रांसीसी कार के एक साल के सफ़र
       *[other] { $n } औसत फ़्रांसीसी कारों के एक साल के सफ़र
    }
thing-car_year_gb =
    { $plural ->
        [one] { $n } औसत ब्रिटिश कार के एक साल के सफ़र
       *[other] { $n } औसत ब्रिटिश कारों के एक साल के सफ़र
    }
thing-car_year_se =
    { $plural ->
        [one] { $n } औसत स्वीडिश कार के एक साल के सफ़र
       *[other] { $n } औसत स्वीडिश कारों के एक साल के सफ़र
    }
thing-ev_car_year =
    { $plural ->
        [one] { $n } इलेक्ट्रिक कार के एक साल के सफ़र
       *[other] { $n } इलेक्ट्रिक कारों के एक साल के सफ़र
    }
thing-gasoline_car_mile = { $n } मील के औसत पेट्रोल कार के सफ़र
thing-gasoline_car_mile_unrounded = { $n } मील के औसत पेट्रोल कार के सफ़र
thing-gasoline_gallon = { $n } अमेरिकी गैलन पेट्रोल की खपत
thing-diesel_gallon = { $n } अमेरिकी गैलन डीज़ल की खपत
thing-tanker_truck = { $n } टैंकर ट्रक पेट्रोल
thing-home_energy_year =
    { $plural ->
        [one] { $n } घर की एक साल की ऊर्जा
       *[other] { $n } घरों की एक साल की ऊर्जा
    }
thing-home_electricity_year =
    { $plural ->
        [one] { $n } घर की एक साल की बिजली
       *[other] { $n } घरों की एक साल की बिजली
    }
thing-kwh_consumed =
    { $plural ->
        [one] { $n } किलोवाट-घंटा बिजली की खपत
       *[other] { $n } किलोवाट-घंटे बिजली की खपत
    }
thing-kwh_avoided =
    { $plural ->
        [one] { $n } किलोवाट-घंटा बिजली की खपत न होने
       *[other] { $n } किलोवाट-घंटे बिजली की खपत न होने
    }
thing-smartphone_charge = { $n } स्मार्टफ़ोन चार्ज
thing-oil_barrel = { $n } बैरल तेल की खपत
thing-propane_cylinder =
    { $plural ->
        [one] { $n } घरेलू बारबेक्यू के प्रोपेन सिलेंडर
       *[other] { $n } घरेलू बारबेक्यू के प्रोपेन सिलेंडरों
    }
thing-gas_therm = { $n } थर्म प्राकृतिक गैस के जलने
thing-gas_mcf = { $n } Mcf प्राकृतिक गैस (1 Mcf = 1000 घन फ़ुट) के जलने
thing-coal_pound = { $n } पाउंड (lb) कोयले के जलने
thing-coal_railcar = { $n } रेल वैगन कोयले के जलने
thing-coal_plant_year =
    { $plural ->
        [one] { $n } कोयला बिजलीघर के एक साल
       *[other] { $n } कोयला बिजलीघरों के एक साल
    }
thing-gas_plant_year =
    { $plural ->
        [one] { $n } प्राकृतिक गैस बिजलीघर के एक साल
       *[other] { $n } प्राकृतिक गैस बिजलीघरों के एक साल
    }
thing-waste_ton_recycled = { $n } शॉर्ट टन (short ton) कचरे को लैंडफ़िल की जगह रीसाइकल करने
thing-garbage_truck = { $n } कचरा ट्रक कचरे को लैंडफ़िल की जगह रीसाइकल करने
thing-trash_bag = { $n } थैले कचरे को लैंडफ़िल की जगह रीसाइकल करने
thing-led_switch =
    { $plural ->
        [one] { $n } साधारण बल्ब को एक साल के लिए LED से बदलने
       *[other] { $n } साधारण बल्बों को एक साल के लिए LED से बदलने
    }
thing-wind_turbine_year =
    { $plural ->
        [one] { $n } पवन टरबाइन के एक साल चलने
       *[other] { $n } पवन टरबाइनों के एक साल चलने
    }
thing-tree_seedling_10y =
    { $plural ->
        [one] { $n } शहरी पौधे के 10 साल के विकास
       *[other] { $n } शहरी पौधों के 10 साल के विकास
    }
thing-tree_year =
    { $plural ->
        [one] { $n } पेड़ के एक साल के विकास
       *[other] { $n } पेड़ों के एक साल के विकास
    }
thing-forest_acre_year = { $n } एकड़ अमेरिकी जंगल के एक साल
thing-pine_forest_acre_year = { $n } एकड़ चीड़ या फ़र के जंगल के एक साल
thing-forest_preserved_acre = { $n } एकड़ अमेरिकी जंगल को खेत में न बदलने (बदलने के साल में)
thing-flight_domestic_average_passenger_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन की घरेलू उड़ान (औसत क्लास, विकिरणीय दबाव सहित)
thing-flight_domestic_average_passenger_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन की घरेलू उड़ान (औसत क्लास, विकिरणीय दबाव के बिना)
thing-flight_short_haul_average_passenger_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की कम दूरी की उड़ान (औसत क्लास, विकिरणीय दबाव सहित)
thing-flight_short_haul_average_passenger_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की कम दूरी की उड़ान (औसत क्लास, विकिरणीय दबाव के बिना)
thing-flight_short_haul_economy_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की कम दूरी की उड़ान (इकोनॉमी क्लास, विकिरणीय दबाव सहित)
thing-flight_short_haul_economy_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की कम दूरी की उड़ान (इकोनॉमी क्लास, विकिरणीय दबाव के बिना)
thing-flight_short_haul_business_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की कम दूरी की उड़ान (बिज़नेस क्लास, विकिरणीय दबाव सहित)
thing-flight_short_haul_business_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की कम दूरी की उड़ान (बिज़नेस क्लास, विकिरणीय दबाव के बिना)
thing-flight_long_haul_average_passenger_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की लंबी दूरी की उड़ान (औसत क्लास, विकिरणीय दबाव सहित)
thing-flight_long_haul_average_passenger_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की लंबी दूरी की उड़ान (औसत क्लास, विकिरणीय दबाव के बिना)
thing-flight_long_haul_economy_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की लंबी दूरी की उड़ान (इकोनॉमी क्लास, विकिरणीय दबाव सहित)
thing-flight_long_haul_economy_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की लंबी दूरी की उड़ान (इकोनॉमी क्लास, विकिरणीय दबाव के बिना)
thing-flight_long_haul_premium_economy_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की लंबी दूरी की उड़ान (प्रीमियम इकोनॉमी क्लास, विकिरणीय दबाव सहित)
thing-flight_long_haul_premium_economy_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की लंबी दूरी की उड़ान (प्रीमियम इकोनॉमी क्लास, विकिरणीय दबाव के बिना)
thing-flight_long_haul_business_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की लंबी दूरी की उड़ान (बिज़नेस क्लास, विकिरणीय दबाव सहित)
thing-flight_long_haul_business_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की लंबी दूरी की उड़ान (बिज़नेस क्लास, विकिरणीय दबाव के बिना)
thing-flight_long_haul_first_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की लंबी दूरी की उड़ान (फ़र्स्ट क्लास, विकिरणीय दबाव सहित)
thing-flight_long_haul_first_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन आने-जाने की लंबी दूरी की उड़ान (फ़र्स्ट क्लास, विकिरणीय दबाव के बिना)
thing-flight_international_average_passenger_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन के बाहर की अंतरराष्ट्रीय उड़ान (औसत क्लास, विकिरणीय दबाव सहित)
thing-flight_international_average_passenger_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन के बाहर की अंतरराष्ट्रीय उड़ान (औसत क्लास, विकिरणीय दबाव के बिना)
thing-flight_international_economy_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन के बाहर की अंतरराष्ट्रीय उड़ान (इकोनॉमी क्लास, विकिरणीय दबाव सहित)
thing-flight_international_economy_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन के बाहर की अंतरराष्ट्रीय उड़ान (इकोनॉमी क्लास, विकिरणीय दबाव के बिना)
thing-flight_international_premium_economy_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन के बाहर की अंतरराष्ट्रीय उड़ान (प्रीमियम इकोनॉमी क्लास, विकिरणीय दबाव सहित)
thing-flight_international_premium_economy_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन के बाहर की अंतरराष्ट्रीय उड़ान (प्रीमियम इकोनॉमी क्लास, विकिरणीय दबाव के बिना)
thing-flight_international_business_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन के बाहर की अंतरराष्ट्रीय उड़ान (बिज़नेस क्लास, विकिरणीय दबाव सहित)
thing-flight_international_business_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन के बाहर की अंतरराष्ट्रीय उड़ान (बिज़नेस क्लास, विकिरणीय दबाव के बिना)
thing-flight_international_first_rf = { $n } किलोमीटर की एक यात्री की ब्रिटेन के बाहर की अंतरराष्ट्रीय उड़ान (फ़र्स्ट क्लास, विकिरणीय दबाव सहित)
thing-flight_international_first_norf = { $n } किलोमीटर की एक यात्री की ब्रिटेन के बाहर की अंतरराष्ट्रीय उड़ान (फ़र्स्ट क्लास, विकिरणीय दबाव के बिना)
thing-car_average_diesel = { $n } किलोमीटर के औसत डीज़ल कार के सफ़र
thing-car_average_petrol = { $n } किलोमीटर के औसत पेट्रोल कार के सफ़र
thing-car_average_unknown = { $n } किलोमीटर के औसत कार के सफ़र
thing-rail_national_rail = { $n } किलोमीटर की एक यात्री की National Rail यात्रा
thing-rail_international_rail = { $n } किलोमीटर की एक यात्री की अंतरराष्ट्रीय रेल यात्रा
thing-rail_light_rail_and_tram = { $n } किलोमीटर की एक यात्री की लाइट रेल और ट्राम यात्रा
thing-rail_london_underground = { $n } किलोमीटर की एक यात्री की लंदन मेट्रो यात्रा
thing-plane_short_km = { $n } किलोमीटर की एक यात्री की कम दूरी की उड़ान (संघनन रेखाओं, ईंधन और विमान सहित)
thing-plane_medium_km = { $n } किलोमीटर की एक यात्री की मध्यम दूरी की उड़ान (संघनन रेखाओं, ईंधन और विमान सहित)
thing-plane_long_km = { $n } किलोमीटर की एक यात्री की लंबी दूरी की उड़ान (संघनन रेखाओं, ईंधन और विमान सहित)
thing-plane_economy_km = { $n } किलोमीटर की एक यात्री की इकोनॉमी क्लास उड़ान (ऊँचाई के असर और ईंधन के उत्पादन सहित)
thing-plane_departing_km = { $n } किलोमीटर की EU या EFTA से एक यात्री की उड़ान
thing-flight_departing_aircraft =
    { $plural ->
        [one] { $n } EU या EFTA से पूरे विमान की औसत उड़ान
       *[other] { $n } EU या EFTA से पूरे विमान की औसत उड़ानों
    }
thing-flying_resident_year =
    { $plural ->
        [one] { $n } स्वीडन निवासी की एक साल की उड़ानों
       *[other] { $n } स्वीडन निवासियों की एक साल की उड़ानों
    }
thing-flight_paris_new_york_return = { $n } बार एक यात्री की पेरिस-न्यूयॉर्क आने-जाने की उड़ान
thing-train_paris_marseille_return = { $n } बार एक यात्री की TGV से पेरिस-मार्सिले आने-जाने की यात्रा
thing-french_resident_year =
    { $plural ->
        [one] { $n } फ़्रांस निवासी के एक साल के फ़ुटप्रिंट
       *[other] { $n } फ़्रांस निवासियों के एक साल के फ़ुटप्रिंट
    }
thing-new_house =
    { $plural ->
        [one] { $n } नए घर
       *[other] { $n } नए घरों
    }
thing-laptop = { $n } लैपटॉप
thing-screen =
    { $plural ->
        [one] { $n } कंप्यूटर स्क्रीन
       *[other] { $n } कंप्यूटर स्क्रीनों
    }
thing-desktop_professional =
    { $plural ->
        [one] { $n } बिना स्क्रीन के पेशेवर डेस्कटॉप कंप्यूटर
       *[other] { $n } बिना स्क्रीन के पेशेवर डेस्कटॉप कंप्यूटरों
    }
thing-meal_beef = { $n } गोमांस वाले भोजन
thing-meal_vegetarian = { $n } शाकाहारी भोजन
