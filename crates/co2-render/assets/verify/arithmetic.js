// Whether the facts of a record agree: slices, units, stages and amounts.

import {grams} from './values.js';

export class ArithmeticFault extends Error {}

const STAGES = ['manufacture', 'distribution', 'use', 'service', 'end_of_life'];
const needs = (condition, message) => {
  if(!condition) {
    throw new ArithmeticFault(message);
  }
};
const sum = amounts => amounts.reduce((total, amount) => total + grams(amount), 0n);

// Throws if something that the record states contradicts something else that it states.
export function arithmetic(record) {
  const {product, footprint, creditLines: lines, assurances = []} = record;
  needs(product.gtin ? !product.maker && !product.partNumber : product.maker && product.partNumber,
    'a product has either a GTIN or a maker and part number');
  needs((record.coverage === 'part') === ('coverageReason' in record),
    'a reason is given if and only if the record covers a part');
  lines.forEach(oneLine);
  ofFootprint(footprint);
  overlaps(lines);
  assurances.forEach(({firstDay, lastDay, body, statementId}, at) => {
    needs(firstDay <= lastDay, `assurance ${at} ends before it starts`);
    needs(!assurances.slice(0, at).some(one => one.body === body && one.statementId === statementId),
      `assurance ${at} is listed twice`);
  });
  needs(sum(lines.map(line => line.amount_kg)) === grams(record.amount_kg),
    `the record states ${record.amount_kg} kg, but its credit lines add up to another amount`);
  const whole = grams(record.amount_kg) >= grams(footprint.total_kg);
  needs(whole === (record.coverage === 'whole'),
    whole ? 'the amount is not below the footprint, so it covers more than a part'
      : 'the amount is below the footprint, so it covers only a part');
  const state = lines.every(({act}) => act.kind === 'retired') ? 'retired' : 'allocated';
  needs(record.state === state, 'the stated state does not follow from the other facts');
}

function ofFootprint({stages, total_kg: total, interval, statistic, useYears}) {
  const places = stages.map(({stage}) => STAGES.indexOf(stage));
  needs(places.every((place, at) => at === 0 || places[at - 1] < place),
    'the stages of the footprint are not each given once, in the order of the life cycle');
  needs(sum(stages.map(stage => stage.amount_kg)) === grams(total),
    `the footprint states ${total} kg, but its stages add up to another amount`);
  if(interval) {
    const [low, at, high] = [interval.p5_kg, total, interval.p95_kg].map(grams);
    const fits = {p5: at === low, p50: low <= at && at <= high, p95: at === high, mean: true}[statistic];
    needs(low <= high && fits, 'the interval of the footprint does not match its total');
  }
  const used = stages.some(({stage}) => stage === 'use');
  needs(useYears === undefined ? !used : used && Number(useYears) > 0 && Number(useYears) <= 100,
    'the years of use do not match the footprint');
}

function oneLine(line, at) {
  const [size, start, end] = [grams(line.unitSize_kg), BigInt(line.sliceStart_g), BigInt(line.sliceEnd_g)];
  const [first, last] = [BigInt(line.blockFirst), BigInt(line.blockLast)];
  needs(('vintageFirst' in line) === ('vintageLast' in line),
    `the vintage of credit line ${at} has only one of its two days`);
  needs(!line.vintageFirst || line.vintageFirst <= line.vintageLast,
    `the vintage of credit line ${at} ends before it starts`);
  needs(first <= last && start < end, `the block of units or the slice of credit line ${at} is not valid`);
  needs(size > 0n, `the unit size of credit line ${at} is zero`);
  needs(end <= (last - first + 1n) * size, `the slice of credit line ${at} exceeds its block of units`);
  needs(grams(line.amount_kg) === end - start, 'the stated amount_kg does not follow from the other facts');
  needs(BigInt(line.firstUnit) === first + start / size,
    'the stated firstUnit does not follow from the other facts');
  needs(BigInt(line.lastUnit) === first + (end - 1n) / size,
    'the stated lastUnit does not follow from the other facts');
  needs(line.act.kind !== 'retired' || !line.vintageFirst || line.act.date >= line.vintageFirst,
    `credit line ${at} was retired before its vintage began`);
}

// No gram is in two lines. A gram is the same wherever its unit has the same scope and number.
function overlaps(lines) {
  const placed = lines.map(line => {
    const size = grams(line.unitSize_kg);
    const block = BigInt(line.blockFirst) * size;
    return {scope: line.unitScope, size, start: block + BigInt(line.sliceStart_g), end: block + BigInt(line.sliceEnd_g)};
  });
  placed.forEach((one, at) => placed.slice(0, at).filter(other => other.scope === one.scope).forEach(other => {
    needs(one.size === other.size, `credit line ${at} has another size for units of the same scope`);
    needs(one.end <= other.start || other.end <= one.start, `credit line ${at} takes a gram of an earlier line`);
  }));
}
