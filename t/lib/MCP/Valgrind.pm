# SPDX-License-Identifier: Apache-2.0
package MCP::Valgrind;

# A server of a test's own under valgrind, and what that says at its end.
#
#   my $httpd = MCP::Httpd->new(single => 1, wrapper => MCP::Valgrind::command())->start;
#   ... $httpd->stop;
#   my ($errors, $leaks) = MCP::Valgrind::reports($httpd);   # lists of texts

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);

my $top = dirname(dirname(dirname(dirname(abs_path(__FILE__)))));

# Why a test has to be skipped, or undef. The MPM makes no difference: once is
# enough.
sub is_missing {
    return 'valgrind is not installed' unless grep { -x "$_/valgrind" } split /:/, $ENV{PATH};
    return 'a sanitizer is in the module' if ($ENV{build} || '') =~ /san/;
    return 'runs with the event MPM' if ($ENV{MCP_MPM} || 'event') ne 'event';
    return;
}

sub command {
    return [
        'valgrind', '--quiet', '--tool=memcheck', '--leak-check=full', '--show-leak-kinds=definite',
        '--errors-for-leak-kinds=none', '--child-silent-after-fork=no', '--keep-debuginfo=yes',
        '--num-callers=30', '--fullpath-after=', "--suppressions=$top/t/conf/valgrind.supp"
    ];
}

sub reports {
    my ($httpd) = @_;

    open my $handle, '<', $httpd->root . '/logs/output' or die $!;
    my @reports = split /^(?:==\d+== *\n)+/m, do { local $/; <$handle> };
    my @errors = grep { /^==\d+== / && !/definitely lost|are possibly lost|still reachable/ && /\bat 0x/ } @reports;
    # Functions of a file have no prefix: its folder tells whose it is.
    my $ours = qr{\bmcp_|/src/(?:httpd|job|rpc|tool|tools|nextcloud|store|util|web|resource|prompt|foreign)/\w+\.c:};

    return (\@errors, [ grep { /definitely lost/ && $_ =~ $ours } @reports ]);
}

1;
