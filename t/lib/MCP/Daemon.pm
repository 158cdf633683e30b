# SPDX-License-Identifier: Apache-2.0
package MCP::Daemon;

# A server of somebody else's on a port of a test's own, that ends with the
# object. What it is says a class below this one (MCP::Redis, MCP::Memcached):
#
#   program()            its path
#   arguments($port)     to listen there, on the loopback only
#   is_ready()           of the object: does it answer?

use strict;
use warnings;

use IO::Socket::INET;
use POSIX ();
use Time::HiRes qw(sleep time);

sub is_there { my ($class) = @_; return -x $class->program }

sub start {
    my ($class) = @_;
    my $self = bless { owner => $$ }, $class;
    my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')
        or die "no free port: $!\n";

    $self->{port} = $socket->sockport;
    close $socket;
    $self->{pid} = fork;
    die "fork: $!\n" unless defined $self->{pid};
    if ($self->{pid} == 0) {
        open STDOUT, '>', '/dev/null';
        open STDERR, '>&', \*STDOUT;
        my $program = $class->program;
        exec {$program} $program, $class->arguments($self->{port}) or POSIX::_exit(127);
    }
    my $limit = time + 15;
    until ($self->is_ready) {
        die $class->program, " does not start\n" if time > $limit;
        sleep 0.05;
    }
    return $self;
}

sub port { return $_[0]{port} }

# undef while it does not listen.
sub connection {
    my ($self) = @_;
    return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}, Timeout => 2);
}

sub DESTROY {
    my ($self) = @_;

    local ($?, $!);
    return if $self->{owner} != $$;
    kill KILL => $self->{pid};
    waitpid $self->{pid}, 0;
    return;
}

1;
