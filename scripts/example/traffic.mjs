/**
 * The connections of the story. A connection: who opened it to whom, when, how long, how much, and
 * whether the security groups let it pass. Who is inside has an interface; who is outside has none.
 */
import { DAYS, dayStart, GAP, INTERFACES, START, WINDOW } from './places.mjs';
import { seeded } from './random.mjs';

const TCP = 6;
const UDP = 17;
const ICMP = 1;

const inside = (name) => {
  const found = INTERFACES.find((each) => each.name === name);
  return { address: found.address, interface: found };
};
const inside6 = (name) => ({ ...inside(name), address: inside(name).interface.ipv6 });
const outside = (address) => ({ address, interface: null });
const SERVERS = ['web-0', 'web-1', 'app-a', 'app-b'];

/** Scanners and shoppers of the whole internet. */
const stranger = (random) => outside(`192.0.2.${random.between(1, 254)}`);

/**
 * One line a habit: how often a day, from whom, to whom, protocol and port.
 * `client` and `server` draw from the random source so that habits spread over hosts.
 */
// biome-ignore format: a table, one habit a line
const HABITS = [
  [30, stranger, (r) => inside(r.pick(['lb-a', 'lb-b'])), TCP, 443],
  [8, (r) => outside(`2001:db8:${r.pick(['a', 'b', 'c'])}00::${r.between(1, 99)}`), (r) => inside6(r.pick(['lb-a', 'lb-b'])), TCP, 443],
  [8, stranger, (r) => inside(r.pick(['lb-a', 'lb-b'])), TCP, 80],
  [5, (r) => outside(r.pick(['198.51.100.130', '198.51.100.135'])), (r) => inside(r.pick(['lb-a', 'lb-b'])), TCP, 8443],
  [48, (r) => inside(r.pick(['lb-a', 'lb-b'])), (r) => inside(r.pick(['web-0', 'web-1'])), TCP, 8080],
  [40, (r) => inside(r.pick(['web-0', 'web-1'])), (r) => inside(r.pick(['app-a', 'app-b'])), TCP, 9000],
  [24, (r) => inside(r.pick(['app-a', 'app-b'])), () => inside('database'), TCP, 5432],
  [16, (r) => inside(r.pick(['app-a', 'app-b'])), () => inside('search'), TCP, 9200],
  [6, (r) => inside(r.pick(['app-a', 'app-b'])), (r) => outside(`198.51.100.${r.between(226, 250)}`), TCP, 443],
  [5, () => inside('app-a'), () => inside('app-b'), TCP, 7946],
  [5, () => inside('app-b'), () => inside('app-a'), TCP, 7946],
  [12, () => inside('app-a'), () => inside('app-b'), UDP, 7946, { clientPort: 7946 }],
  [9, (r) => outside(r.pick(['10.64.3.5', '10.64.3.9', '10.64.3.12'])), (r) => inside(r.pick(['app-a', 'app-b'])), TCP, 9080],
  [4, () => outside('10.64.8.20'), () => inside('database'), TCP, 5432],
  [4, (r) => outside(r.pick(['10.64.12.7', '10.64.13.9'])), () => inside('database'), TCP, 5432],
  [12, () => outside('10.64.99.5'), (r) => inside(r.pick(['app-a', 'app-b'])), TCP, 9100],
  [4, (r) => outside(r.pick(['203.0.113.5', '203.0.113.9'])), () => inside('bastion'), TCP, 22, { minutes: 45 }],
  [6, () => inside('bastion'), (r) => inside(r.pick(SERVERS)), TCP, 22],
  [3, () => inside('bastion'), (r) => inside(r.pick(SERVERS)), ICMP, 0, { clientPort: 0 }],
  [3, () => inside('bastion'), () => inside('database'), TCP, 5432, { days: ['2026-11-03', '2026-11-09'] }],
  [6, (r) => inside(r.pick(SERVERS)), () => outside('198.51.100.200'), TCP, 80],
  [30, (r) => inside(r.pick(SERVERS)), () => outside('10.64.0.10'), UDP, 514, { oneWay: true }],
  [3, (r) => outside(r.pick(['198.51.100.70', '198.51.100.71'])), () => inside('sftp'), TCP, 22],
  [2, () => outside('203.0.113.9'), () => inside('build'), TCP, 22, { minutes: 20 }],
  [5, stranger, () => inside('build'), TCP, 22],
  [6, () => inside('build'), (r) => outside(r.pick(['198.51.100.210', '198.51.100.211'])), TCP, 443],
  [5, () => outside('10.64.8.21'), () => inside('reports'), TCP, 3000],
];

/** Knocks that no rule admits. */
const KNOCKS = [
  [10, stranger, (r) => inside(r.pick(['lb-a', 'lb-b'])), [22, 23, 3389, 8080]],
  [8, stranger, () => inside('bastion'), [22, 23, 3389]],
  [4, stranger, () => inside('sftp'), [22, 21]],
  [3, stranger, () => inside('build'), [23, 3306]],
  [2, () => outside('10.99.0.5'), () => inside('database'), [5432]],
];

/** Traffic that the story lacks, by the name that a rule carries as `story`. */
const EXTRA = {
  'payment-sandbox': [outside('198.51.100.162'), inside('lb-a'), TCP, 8443],
  debugger: [inside('app-a'), inside('app-b'), TCP, 4040],
  'legacy-bi': [outside('10.64.9.50'), inside('database'), TCP, 5432],
  'old-office': [outside('203.0.113.70'), inside('bastion'), TCP, 22],
  'ipv6-mirror': [inside6('web-0'), outside('2001:db8:ffff::80'), TCP, 80],
  'forgotten-vendor': [outside('198.51.100.18'), inside('sftp'), TCP, 22],
  'ipv6-build': [inside6('build'), outside('2001:db8:ffff::443'), TCP, 443],
  'peered-search': [outside('10.64.77.7'), inside('search'), TCP, 9200],
};

export const STORIES = Object.keys(EXTRA);

/** @param stories names of EXTRA whose traffic is added */
export function connections(stories) {
  const random = seeded(20261101);
  const all = [];
  for (let day = 0; day < DAYS; day++) {
    const midnight = START + day * 86_400;
    for (const [count, client, server, protocol, port, more = {}] of HABITS) {
      if (more.days && !more.days.some((each) => dayStart(each) === midnight)) continue;
      for (let each = 0; each < count; each++) {
        const minutes = more.minutes ? random.between(5, more.minutes) : 0;
        all.push({
          client: client(random),
          server: server(random),
          protocol,
          clientPort: more.clientPort ?? random.between(32768, 60999),
          serverPort: port,
          from: midnight + random.between(60, 82_000),
          seconds: minutes * 60 + random.between(0, 20),
          packets: random.between(4, 40),
          oneWay: more.oneWay ?? false,
          accepted: true,
        });
      }
    }
    for (const [count, client, server, ports] of KNOCKS) {
      for (let each = 0; each < count; each++) {
        all.push(knock(random, midnight, client(random), server(random), random.pick(ports)));
      }
    }
  }
  // Drawn from a source of their own, so that the rest of the traffic stays as it is.
  for (const story of stories) all.push(...extra(story));
  return all.filter((each) => !inGap(each)).sort((left, right) => left.from - right.from);
}

function knock(random, midnight, client, server, port) {
  return {
    client,
    server,
    protocol: TCP,
    clientPort: random.between(32768, 60999),
    serverPort: port,
    from: midnight + random.between(60, 82_000),
    seconds: 0,
    packets: 1,
    oneWay: true,
    accepted: false,
  };
}

/** A dozen connections on two days of the window: enough to see who serves, few enough to overlook. */
function extra(story) {
  if (!EXTRA[story]) throw new Error(`no story "${story}"; there are ${STORIES.join(', ')}`);
  const [client, server, protocol, serverPort] = EXTRA[story];
  const random = seeded(20261102 + STORIES.indexOf(story));
  return Array.from({ length: 12 }, (_, index) => ({
    client,
    server,
    protocol,
    clientPort: random.between(32768, 60999),
    serverPort,
    from: dayStart(WINDOW.firstDay) + (index % 2 ? 4 : 9) * 86_400 + random.between(60, 82_000),
    seconds: random.between(0, 20),
    packets: random.between(4, 40),
    oneWay: false,
    accepted: true,
  }));
}

/** The gap loses what was in it: the warehouse's visits at that time leave no record. */
function inGap(connection) {
  return (
    connection.server.interface?.name === GAP.interface &&
    connection.from + connection.seconds >= GAP.from &&
    connection.from < GAP.to
  );
}
