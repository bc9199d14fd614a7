// Imported before @apollo/gateway, whose constructor would otherwise send usage metrics to its vendor.
// eslint-disable-next-line no-restricted-syntax -- writes, and reads nothing: the library has no other switch
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
