// Loaded into identity before its own code: one public name and one public address that lead to a server of the test.
// Production's identity reads keys only over https and only from public addresses, so an issuer on loopback is refused
// there. This changes the network that identity sees and nothing of identity: name, address and certificate are checked.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const { host, address, port } = JSON.parse(process.env.PUBLIC_INTERNET ?? '{}');

const lookup = dns.lookup;
dns.lookup = (name, options, answered) =>
  name === host ? process.nextTick(answered, null, [{ address, family: 4 }]) : lookup(name, options, answered);
syncBuiltinESMExports();

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [options] = args;
  if (options?.host !== host || options.lookup === undefined) return connect.apply(this, args);
  // The caller's own look-up decides first: what it refuses is not connected to.
  const guarded = (name, how, answered) =>
    options.lookup(name, { ...how, all: true }, (error, found) => {
      if (error || !found.some((each) => each.address === address))
        return answered(error ?? new Error('elsewhere'), []);
      return how.all ? answered(null, [{ address: '127.0.0.1', family: 4 }]) : answered(null, '127.0.0.1', 4);
    });
  return connect.call(this, { ...options, port, lookup: guarded }, ...args.slice(1));
};
