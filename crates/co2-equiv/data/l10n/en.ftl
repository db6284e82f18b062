# English. The names of things are those of the factor sets.
reviewed = no
footprint = The footprint is { $amount }, { $phrase }.
retired = Credits for { $amount } were retired, { $phrase }.
emission =
    .co2e = an amount equal to the emissions of { $things } ({ $source })
    .co2 = an amount equal to the CO2 emissions of { $things } ({ $source })
avoided =
    .co2e = an amount equal to the emissions avoided by { $things } ({ $source })
    .co2 = an amount equal to the CO2 emissions avoided by { $things } ({ $source })
sequestration =
    .co2e = an amount equal to the CO2e taken up by { $things } ({ $source })
    .co2 = an amount equal to the CO2 taken up by { $things } ({ $source })
more_than = more than { $things }
at_least = at least { $things }
about = about { $things }
exactly = exactly { $things }
up_to = up to { $things }
less_than = less than { $things }
source = { $edition }; region { $region }
source_derived = { $edition }; region { $region }; derived factor
unit-kilometre =
    { $plural ->
        [one] { $n } kilometre
       *[other] { $n } kilometres
    }
unit-mile =
    { $plural ->
        [one] { $n } mile
       *[other] { $n } miles
    }
unit-nautical_mile =
    { $plural ->
        [one] { $n } nautical mile
       *[other] { $n } nautical miles
    }
unit-swedish_mil =
    { $plural ->
        [one] { $n } Swedish mil
       *[other] { $n } Swedish mil
    }
