# SPDX-License-Identifier: Apache-2.0
package Bench::Report;

# Rows as they come, a table at the end, and build/bench.tsv.
use strict;
use warnings;

use MCP::Httpd;
use POSIX ();

my @columns = qw(mod_mcp ceiling ts1 ts2 fastmcp pysdk);

sub new {
    my ($class, %self) = @_;
    return bless { rows => [], values => [], machine => _machine(), %self }, $class;
}

sub _first {
    my ($file, $pattern) = @_;

    open my $in, '<', $file or return 'unknown';
    return (map { /$pattern/ ? $1 : () } <$in>)[0] || 'unknown';
}

# Where and when: figures of another machine are no measure.
sub _machine {
    my ($version) = `${\MCP::Httpd::httpd()} -v` =~ m{^Server version: (.*)$}m;
    my ($load) = _first('/proc/loadavg', qr/^(\S+)/);
    my $cores = () = do { local @ARGV = '/proc/cpuinfo'; join '', <> } =~ /^processor/mg;

    return sprintf '%s: %d cores (%s), %s, Linux %s; load before the run %s',
        POSIX::strftime('%Y-%m-%d %H:%M UTC', gmtime), $cores, _first('/proc/cpuinfo', qr/^model name\s*: (.*)$/),
        $version || 'httpd of unknown version', (POSIX::uname())[2], $load;
}

# measured: { mod_mcp => { rps, cpu, p50, p99, errors }, ceiling => ... }
sub add {
    my ($self, $name, $measured) = @_;
    my $ours = $measured->{mod_mcp};

    push @{ $self->{rows} }, [ $name, $measured ];
    printf "# %-44s %8.0f/s  %6.0f us CPU  p50 %6.2f ms  p99 %7.2f ms%s\n", $name, @$ours{qw(rps cpu)},
        $ours->{p50} / 1000, $ours->{p99} / 1000, $ours->{errors} ? "  $ours->{errors} ERRORS" : '';
    return;
}

sub value {
    my ($self, $name, $value, $unit) = @_;

    push @{ $self->{values} }, [ $name, $value, $unit ];
    printf "# %-44s %10.2f %s\n", $name, $value, $unit;
    return;
}

sub _ratio {
    my ($over, $under) = @_;
    return defined $over && $under ? sprintf '%.2f', $over / $under : '';
}

# How often ours does in a second of CPU what the other does once.
sub _by_cpu {
    my ($ours, $other) = @_;
    return $other && $ours->{cpu} ? sprintf '%.1f', $other->{cpu} / $ours->{cpu} : '';
}

sub _write_tsv {
    my ($self) = @_;

    open my $out, '>', $self->{file} or die "$self->{file}: $!\n";
    print {$out} "# $self->{machine}\n";
    print {$out} join("\t", 'name', 'value', 'unit', 'ratio to ceiling', map { "ratio to $_" } @columns[ 2 .. $#columns ]), "\n";
    for my $row (@{ $self->{rows} }) {
        my ($name, $m) = @$row;

        for my $figure ([ 'rps', 'requests/s' ], [ 'cpu', 'us CPU/request' ], [ 'p50', 'us p50' ], [ 'p99', 'us p99' ]) {
            my ($key, $unit) = @$figure;
            print {$out} join("\t", $name, sprintf('%.1f', $m->{mod_mcp}{$key}), $unit,
                map { _ratio($m->{mod_mcp}{$key}, $m->{$_} ? $m->{$_}{$key} : undef) } @columns[ 1 .. $#columns ]), "\n";
        }
    }
    print {$out} join("\t", $_->[0], sprintf('%.3f', $_->[1]), $_->[2], ('') x 5), "\n" for @{ $self->{values} };
    close $out or die "$self->{file}: $!\n";
    return;
}

sub print {
    my ($self) = @_;

    $self->_write_tsv;
    print "\n$self->{machine}\n\n| | requests/s | of the ceiling | CPU us | of the ceiling | p50 ms | p99 ms | ceiling's p50 | "
        . "per CPU: ts1 | ts2 | fastmcp | pysdk |\n|---|" . '---:|' x 11 . "\n";
    for my $row (@{ $self->{rows} }) {
        my ($name, $m) = @$row;
        my ($ours, $ceiling) = @$m{qw(mod_mcp ceiling)};

        printf "| %s | %.0f | %s | %.0f | %s | %.2f | %.2f | %s | %s |\n", $name, $ours->{rps},
            _ratio($ours->{rps}, $ceiling && $ceiling->{rps}), $ours->{cpu}, _ratio($ours->{cpu}, $ceiling && $ceiling->{cpu}),
            $ours->{p50} / 1000, $ours->{p99} / 1000, $ceiling ? sprintf('%.2f', $ceiling->{p50} / 1000) : '',
            join ' | ', map { _by_cpu($ours, $m->{$_}) } @columns[ 2 .. $#columns ];
    }
    print "\n| | | |\n|---|---:|---|\n";
    printf "| %s | %.2f | %s |\n", @$_ for @{ $self->{values} };
    print "\nThe ceiling is a handler of the same httpd that reads the same request and sends as many bytes;\n"
        . "of calls with an upstream it is mod_proxy. \"per CPU\" is how many requests ours does in the CPU time of one of the peer's.\n";
    return;
}

1;
