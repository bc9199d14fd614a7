// Imported before @apollo/gateway, whose constructor would otherwise send usage metrics to its vendor.
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
