// What fan-in decides in logs without flags, rightly and wrongly, for several thresholds: fleets whose every connection is
// known, over 14 days. Services lie above port 1023, so nothing else decides. See docs/decisions/0033.
//   npm run build && node bench/fan-in.mjs [scale=1]

import { EVIDENCE_BITS } from '../dist/flowlogs/query/evidence.js';
import { ROW_WORDS, WORD } from '../dist/flowlogs/reduce/connection-rows.js';
import { DayConnections } from '../dist/flowlogs/reduce/day-connections.js';
import { learnDay } from '../dist/flowlogs/reduce/learn-day.js';
import { concludedOpening } from '../dist/flowlogs/reduce/orientation.js';
import { FAN_IN, ServiceLessons, serviceAt } from '../dist/flowlogs/reduce/services.js';
import { randomNumbers } from './support/flow-logs.mjs';

const SCALE = Number(process.argv[2] ?? 1);
const DAYS = 14;
const TCP = 6;
const LINUX = [32_768, 60_999];
const NAT = [1_024, 65_535];
const WINDOWS = [49_152, 65_535];
const OLD_LINUX = [1_024, 4_999];

/** Addresses from a second octet on: no two fleets share one. */
const address = (net, host) => (10 << 24) | (net << 16) | host | 0;
const range = (count, of) => Array.from({ length: count }, (_, at) => of(at));
/** `count` ports, spread over those that services have. */
const ports = (count) => range(count, (at) => 1_025 + ((at * 7_919) % 60_000));
/** Each of `servers` listens on some of the ports. */
const services = (net, servers, listening, each = 1) =>
  range(servers * each, (at) => ({
    address: address(net, 1 + (at % servers)),
    port: listening[at % listening.length],
  }));

/**
 * Who connects to what: `clients` (each an address and a range of ports, taken by chance or one after the other), how
 * many connections each makes a day, and whether some services are much more popular than others.
 */
const FLEETS = {
  'few clients, 8 services': {
    clients: range(20, (at) => ({ address: address(1, at), ports: LINUX })),
    services: services(2, 8, ports(8)),
    daily: 300,
  },
  'hosts that serve and call': {
    clients: range(60, (at) => ({ address: address(3, 1 + at), ports: LINUX })),
    services: services(3, 60, ports(12), 3),
    daily: 600,
  },
  'busy hosts that serve and call': {
    clients: range(12, (at) => ({ address: address(4, 1 + at), ports: LINUX })),
    services: services(4, 12, ports(6), 2),
    daily: 8_000,
  },
  'NAT gateway, 6 service ports': {
    clients: [{ address: address(5, 1), ports: NAT }],
    services: services(6, 40, ports(6)),
    daily: 60_000,
  },
  'NAT gateway, 100 service ports': {
    clients: [{ address: address(7, 1), ports: NAT }],
    services: services(8, 300, ports(100), 2),
    daily: 60_000,
    popular: true,
  },
  'NAT gateway, 1,000 service ports, few connections': {
    clients: [{ address: address(9, 1), ports: NAT }],
    services: services(10, 500, ports(1_000), 2),
    daily: 10_000,
    popular: true,
  },
  'Windows, one port after the other': {
    clients: range(10, (at) => ({ address: address(11, at), ports: WINDOWS, inOrder: true })),
    services: services(12, 30, ports(30)),
    daily: 6_000,
  },
  'ports from 1024 to 4999': {
    clients: range(10, (at) => ({ address: address(13, 1 + at), ports: OLD_LINUX })),
    services: services(14, 30, ports(20)),
    daily: 2_000,
  },
  '40 services a host': {
    clients: range(50, (at) => ({ address: address(27, at), ports: LINUX })),
    services: services(28, 4, ports(40), 40),
    daily: 400,
  },
  '20 services a host, only 20 ports to call from': {
    clients: range(4, (at) => ({ address: address(29, at), ports: [40_000, 40_019] })),
    services: services(30, 4, ports(20), 20),
    daily: 1_000,
  },
  'only 64 ports to call from': {
    clients: range(4, (at) => ({ address: address(15, at), ports: [40_000, 40_063] })),
    services: services(16, 40, ports(40)),
    daily: 2_000,
    popular: true,
  },
  'only 20 ports to call from': {
    clients: range(4, (at) => ({ address: address(21, at), ports: [40_000, 40_019] })),
    services: services(22, 40, ports(100), 3),
    daily: 1_000,
    popular: true,
  },
  'only 8 ports to call from': {
    clients: range(4, (at) => ({ address: address(17, at), ports: [40_000, 40_007] })),
    services: services(18, 40, ports(40)),
    daily: 1_000,
    popular: true,
  },
  'one port to call from, 6 service ports': {
    clients: range(10, (at) => ({ address: address(23, at), ports: [40_000, 40_000] })),
    services: services(24, 40, ports(6)),
    daily: 100,
  },
  // Nothing tells this from a service with many clients (docs/decisions/0007).
  'one port to call from, 40 service ports': {
    clients: range(10, (at) => ({ address: address(25, at), ports: [40_000, 40_000] })),
    services: services(26, 40, ports(40)),
    daily: 100,
  },
  'many seldom met services': {
    clients: range(10, (at) => ({ address: address(19, at), ports: LINUX })),
    services: services(20, 3_000, ports(20)),
    daily: 2_000,
  },
};

const GRID = [
  FAN_IN,
  { ...FAN_IN, ports: 4 },
  { ...FAN_IN, ports: 16 },
  { ...FAN_IN, ratio: 2 },
  { ...FAN_IN, ratio: 8 },
  { ...FAN_IN, crowd: 8 },
  { ...FAN_IN, crowd: 128 },
  { ...FAN_IN, reuse: 0 },
  { ...FAN_IN, reuse: 32 },
];

const titles = GRID.map((rule) => Object.values(rule).join('/'));
console.log(
  `Connections decided, in %, and of a million wrongly. Thresholds: ports/ratio/crowd/reuse, the shipped ones first`,
);
console.log(['fleet'.padEnd(50), ...titles.map((title) => title.padStart(13))].join(' '));
for (const [name, fleet] of Object.entries(FLEETS)) {
  const days = connect(fleet);
  const lessons = new ServiceLessons();
  for (const { columns } of days) lessons.add(learnDay(columns).endpoints);
  const results = GRID.map((rule) => decide(days, lessons.conclude(rule), rule));
  const cells = results.map(({ right, wrong, all }) =>
    `${((100 * right) / all).toFixed(1)} ${wrong === 0 ? '' : Math.ceil((1e6 * wrong) / all)}`.padStart(
      13,
    ),
  );
  console.log([name.padEnd(50), ...cells].join(' '));
}

/** The fleet's connections, day by day, and which end of each row is the client's. */
function connect({ clients, services: listening, daily, popular = false }) {
  const random = randomNumbers(7);
  const next = clients.map(() => 0);
  return range(DAYS, (day) => {
    const table = new DayConnections(day);
    const eni = table.interfaceIndex('eni-1');
    const sums = new Float64Array([100, 1]);
    const openers = new Set();
    clients.forEach((client, index) => {
      const own = new Set(
        listening.filter((each) => each.address === client.address).map(({ port }) => port),
      );
      const [first, last] = client.ports;
      for (let made = 0; made < daily * SCALE; made++) {
        const share = random(1 << 20) / (1 << 20);
        const service = listening[Math.floor(listening.length * (popular ? share ** 4 : share))];
        if (service.address === client.address) continue;
        let port =
          first + ((client.inOrder ? next[index]++ : random(1 << 24)) % (last - first + 1));
        // No system gives a client a port on which something listens.
        while (own.has(port)) port = first + ((port + 1 - first) % (last - first + 1));
        openers.add(keyOf(client.address, port, service.address, service.port));
        table.addPlain(
          eni,
          TCP,
          client.address,
          port,
          EVIDENCE_BITS.sent,
          service.address,
          service.port,
          EVIDENCE_BITS.sent,
          1,
          2,
          sums,
          0,
          1,
        );
      }
    });
    return { columns: table.columns(), openers };
  });
}

function keyOf(client, clientPort, service, servicePort) {
  return `${client >>> 0} ${clientPort} ${service >>> 0} ${servicePort}`;
}

function decide(days, known, rule) {
  let [right, wrong, all] = [0, 0, 0];
  for (const { columns, openers } of days) {
    const { words, size } = columns;
    for (let at = 0; at < size * ROW_WORDS; at += ROW_WORDS) {
      const [a, b] = [words[at + WORD.a], words[at + WORD.b]];
      const [aPort, bPort] = [words[at + WORD.ports] >>> 16, words[at + WORD.ports] & 0xffff];
      const opening = concludedOpening(
        words[at + WORD.kind],
        aPort,
        bPort,
        serviceAt(known, a, aPort),
        serviceAt(known, b, bPort),
        rule,
      );
      all++;
      if (opening === 0) continue;
      const byA = openers.has(keyOf(a, aPort, b, bPort));
      if (byA === ((opening & 1) === 1)) right++;
      else wrong++;
    }
  }
  return { right, wrong, all };
}
