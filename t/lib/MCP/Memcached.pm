# SPDX-License-Identifier: Apache-2.0
package MCP::Memcached;

# A memcached of a test's own, that ends with the object.
#
#   my $memcached = MCP::Memcached->start if MCP::Memcached->is_there;
#   ... "MCPStore memcache:127.0.0.1:" . $memcached->port ...

use strict;
use warnings;

use parent 'MCP::Daemon';

sub program { return '/usr/bin/memcached' }

sub arguments {
    my ($class, $port) = @_;
    return ('-l', '127.0.0.1', '-p', $port, '-U', 0, $> == 0 ? ('-u', 'nobody') : ());
}

sub is_ready { return defined $_[0]->connection }

1;
