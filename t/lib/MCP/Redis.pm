# SPDX-License-Identifier: Apache-2.0
package MCP::Redis;

# A redis server of a test's own, that ends with the object.
#
#   my $redis = MCP::Redis->start if MCP::Redis->is_there;
#   ... "MCPStore redis:127.0.0.1:" . $redis->port ...

use strict;
use warnings;

use parent 'MCP::Daemon';

sub program { return '/usr/bin/redis-server' }

# Nothing is saved, and it writes nowhere.
sub arguments {
    my ($class, $port) = @_;
    return ('--port', $port, '--bind', '127.0.0.1', '--save', '', '--dir', '/tmp', '--databases', 1);
}

sub is_ready { return $_[0]->ask('PING') eq '+PONG' }

# One command and the first line of its answer ('' while it does not listen).
sub ask {
    my ($self, $command) = @_;
    my $socket = $self->connection or return '';

    print {$socket} "$command\r\n";
    my $line = <$socket> // '';
    $line =~ s/\r?\n\z//;
    return $line;
}

# All keys in it.
sub keys {
    my ($self) = @_;
    my $socket = $self->connection or die "redis: $!\n";

    print {$socket} "KEYS *\r\n";
    my ($count) = (<$socket> // '') =~ /^\*(\d+)/;
    return map { <$socket>; my $key = <$socket>; $key =~ s/\r\n\z//; $key } 1 .. $count || 0;
}

1;
