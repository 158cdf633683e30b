# SPDX-License-Identifier: Apache-2.0
# MCP clients that others wrote, with this server: the TypeScript SDK 1.x and
# 2.x, the Inspector's command line and mcp-remote. t/clients/*.mjs drive them
# and tell what they saw, here it is judged.
#
# Environment:
#   MCP_ENDPOINT          endpoint to test; default: /mcp of the test httpd
#   NEXTCLOUD_URL         set: a real Nextcloud is behind it, and
#   NEXTCLOUD_USER, NEXTCLOUD_PASSWORD      say who we are there
#   MCP_CLIENTS_DIR       where the clients are installed; default: build/clients
#   MCP_SKIP_CLIENTS=1    leave this file out

use strict;
use warnings;
use utf8;

use FindBin;

use Encode qw(decode);
use File::Spec;
use File::Temp qw(tempdir);
use JSON::PP ();
use POSIX qw(WNOHANG setpgid);
use Test::More;
use Time::HiRes qw(sleep time);

binmode $_, ':encoding(UTF-8)'
    for map { Test::More->builder->$_ } qw(output failure_output todo_output);

if (($ENV{MCP_SKIP_CLIENTS} || '') eq '1') {
    plan skip_all => 'MCP_SKIP_CLIENTS=1';
}

my $install_timeout = 300;
my $client_timeout = 60;

my $live = $ENV{NEXTCLOUD_URL} ? 1 : 0;
my $here = "$FindBin::Bin/clients";
my $installed = installed();
my $scratch = tempdir('mcp-clients.XXXXXX', TMPDIR => 1, CLEANUP => 1);

# t/bin/check.sh puts what is in build/clients beside its copy of t/.
sub installed {
    my $top = "$FindBin::Bin/..";
    my ($found) = grep { $_ && -e "$_/.installed" } "$top/clients", "$top/build/clients";
    return File::Spec->rel2abs($ENV{MCP_CLIENTS_DIR} || $found || "$top/build/clients");
}

sub slurp {
    my ($file) = @_;
    open my $fh, '<:raw', $file or return '';
    local $/;
    my $bytes = <$fh>;
    return defined $bytes ? $bytes : '';
}

# Runs a program in a process group of its own, which is gone afterwards.
# Returns wait status (undef: out of time), standard output and error (bytes).
sub run {
    my ($timeout, @command) = @_;

    my $pid = fork;
    die "fork: $!" unless defined $pid;
    if (!$pid) {
        setpgid(0, 0);
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', "$scratch/out";
        open STDERR, '>', "$scratch/err";
        { exec { $command[0] } @command }
        print STDERR "$command[0]: $!\n";
        POSIX::_exit(127);
    }
    setpgid($pid, $pid);
    my $end = time + $timeout;
    my $status;
    while (time < $end) {
        if (waitpid($pid, WNOHANG) == $pid) {
            $status = $?;
            last;
        }
        sleep 0.05;
    }
    kill KILL => -$pid;
    waitpid $pid, 0 unless defined $status;
    return ($status, slurp("$scratch/out"), slurp("$scratch/err"));
}

sub endpoint {
    return $ENV{MCP_ENDPOINT} if $ENV{MCP_ENDPOINT};
    require Apache::TestRequest;
    return 'http://' . Apache::TestRequest::hostport() . '/mcp';
}

my ($install_status, $node, $install_error) = run($install_timeout, "$here/install.sh", $installed);
give_up("t/clients/install.sh did not end within $install_timeout s", slurp("$installed/npm.log"))
    if !defined $install_status;
give_up('t/clients/install.sh failed', $install_error) if $install_status;
chomp $node;

# This file fails and says why; the other files may still run.
sub give_up {
    my ($what, $why) = @_;
    fail('the MCP clients are installed');
    diag("$what\n", decode('UTF-8', $why));
    diag('The clients come from the npm registry; with MCP_SKIP_CLIENTS=1 this test is left out.');
    done_testing;
    exit 1;
}

$ENV{MCP_CLIENTS_DIR} = $installed;
$ENV{MCP_ENDPOINT} = endpoint();
$ENV{MCP_USER} = $live ? $ENV{NEXTCLOUD_USER} : 'alice';
$ENV{MCP_PASSWORD} = $live ? $ENV{NEXTCLOUD_PASSWORD} : 'app-alice';
if (!defined $ENV{MCP_USER} || !defined $ENV{MCP_PASSWORD}) {
    fail('NEXTCLOUD_URL is set, NEXTCLOUD_USER and NEXTCLOUD_PASSWORD are, too');
    done_testing;
    exit 1;
}
diag("MCP clients from $installed at $ENV{MCP_ENDPOINT}");

my $json = JSON::PP->new->utf8->canonical;
my $show = JSON::PP->new->canonical->allow_nonref->allow_blessed;

# What a script tells, or undef after a failed check.
sub told {
    my ($script, @arguments) = @_;

    # Each wrong password makes a real Nextcloud slower: one has to do.
    my $refusals = $script eq 'sdk1' || !$live;
    local $ENV{MCP_REFUSALS} = $refusals ? 1 : 0;
    my ($status, $out, $err) = run($client_timeout, $node, "$here/$script.mjs", @arguments);
    my $seen = eval { $json->decode($out) };
    my $ended = defined $status ? "wait status $status" : "no end after $client_timeout s";
    $ended = 'out of time; the last step shown is the one before the one that hangs'
        if $seen && $seen->{out_of_time};
    my $name = join ' ', "$script.mjs", @arguments;
    ok($seen && !$seen->{out_of_time} && defined $status && $status == 0, "$name runs to its end")
        or diag(join "\n", $ended, map { decode('UTF-8', $_) } substr($err, 0, 4000), substr($out, 0, 20_000));
    return $seen && !$seen->{out_of_time} ? $seen : undef;
}

sub http { return join "\n", map { join ' ', @$_ } @{ $_[0]{http} || [] } }

sub text_of {
    my ($step) = @_;
    return '' unless ref $step eq 'HASH';
    my $value = $step->{value} || $step->{json};
    return '' unless ref $value eq 'HASH' && ref $value->{content} eq 'ARRAY';
    return join "\n", map { defined $_->{text} ? $_->{text} : '' } @{ $value->{content} };
}

sub succeeded {
    my ($step, $name) = @_;
    return ok(ref $step eq 'HASH' && ref $step->{value} eq 'HASH' && !$step->{value}{isError}, $name)
        || diag('got ', $show->encode($step));
}

# A result with isError and words about it, which a model can read.
sub tool_error {
    my ($step, $words, $name) = @_;
    return ok(
        ref $step eq 'HASH'
            && ref $step->{value} eq 'HASH'
            && $step->{value}{isError}
            && text_of($step) =~ $words,
        $name
    ) || diag('got ', $show->encode($step));
}

sub contains {
    my ($step, $text, $name) = @_;
    return ok(index(text_of($step), $text) >= 0, $name)
        || diag('expected ', $show->encode($text), "\n     got ", $show->encode($step));
}

sub has_tools {
    my ($names, $name) = @_;
    my %offered = map { $_ => 1 } @{ $names || [] };
    my @missing
        = grep { !$offered{$_} } qw(get_file_tree get_file_content upload_file create_folder);
    return is("@missing", '', $name)
        & is(scalar(keys %offered), scalar @{ $names || [] }, 'no tool is listed twice');
}

# All that lib.mjs' exercise() did.
sub judge {
    my ($seen) = @_;

    if (!ok(!$seen->{connect}{error}, 'connect')) {
        diag($show->encode($seen->{connect}), "\n", http($seen), "\n", $seen->{stderr} || '');
        return;
    }
    is($seen->{serverInfo}{name}, 'mod_mcp', 'serverInfo.name');
    ok(ref $seen->{capabilities}{tools}, 'tools are announced')
        or diag($show->encode($seen->{capabilities}));
    ok(!$seen->{list}{error}, 'tools/list, all pages') or diag($show->encode($seen->{list}));
    has_tools($seen->{list}{names}, 'the file tools are listed');

    my $calls = $seen->{calls};
    my ($text1, $text2) = @{ $seen->{texts} };
    succeeded($calls->{create_root}, 'create_folder');
    succeeded($calls->{create_folder}, 'create_folder: spaces, umlauts, &, %, # and emoji');
    succeeded($calls->{upload_1}, 'upload_file');
    succeeded($calls->{upload_2}, 'upload_file: a name that differs behind the # only');
    contains($calls->{read_1}, $text1, 'get_file_content of the first');
    contains($calls->{read_2}, $text2, 'get_file_content of the second');
    my $parallel = $calls->{parallel}{value} || [];
    my @right = grep { index($parallel->[$_], $_ % 2 ? $text2 : $text1) >= 0 } 0 .. $#$parallel;
    is(scalar @right, 5, 'five calls at once, each with its own answer')
        or diag($show->encode($calls->{parallel}));

    tool_error($calls->{wrong_argument}, qr/path/,
        'an argument of the wrong type is an isError result that names it');
    tool_error($calls->{missing_argument}, qr/path/, 'so is a missing argument');
    tool_error($calls->{missing_file}, qr/\w/, 'and a file that is not there');
    my $unknown = $calls->{unknown_tool}{error};
    is($unknown && $unknown->{code}, -32602, 'an unknown tool is error -32602')
        or diag($show->encode($calls->{unknown_tool}));
    cleaned_up($calls->{delete});
    is($seen->{close}{error}, undef, 'close') or diag($show->encode($seen->{close}));
    is_deeply($seen->{transport_errors} || [], [], 'no transport error on the way')
        or diag(http($seen));
    return;
}

# Whether deleting is offered is the administrator's choice.
sub cleaned_up {
    my ($step) = @_;
    my $value = $step->{value} || $step->{json};
    diag('the test folder was left behind: ', $show->encode($step))
        if ref $value ne 'HASH' || $value->{isError};
    return;
}

sub refused_with_401 {
    my ($refused, $name) = @_;
    my $error = $refused && $refused->{error};
    my $status
        = !$error                                               ? 'none'
        : defined $error->{status}                              ? $error->{status}
        : ($error->{code} || '') =~ /\A[45]\d\d\z/              ? $error->{code}
        :                                                         'none';
    return is($status, 401, $name) || diag('got ', $show->encode($refused));
}

# The first $n exchanges, as "METHOD rpc-method" without the answer.
sub opening {
    my ($seen, $n) = @_;
    my @lines = map { $_->[0] } @{ $seen->{http} || [] };
    return join ', ', @lines[0 .. ($#lines < $n - 1 ? $#lines : $n - 1)];
}

sub answers_to {
    my ($seen, $what) = @_;
    return map { $_->[1] || 'none' } grep { $_->[0] eq $what } @{ $seen->{http} || [] };
}

# A GET is asked for by each client of the legacy era, right after
# "initialized". 404 or 400 make some of them give up.
sub get_is_fine {
    my ($seen) = @_;
    my @odd = grep { $_ ne '200' && $_ ne '405' } answers_to($seen, 'GET');
    return is("@odd", '', 'GET is answered 200 or 405') || diag(http($seen));
}

sub initialized_is_accepted {
    my ($seen) = @_;
    return is(join(' ', answers_to($seen, 'POST notifications/initialized')),
        '202', 'notifications/initialized is answered 202')
        || diag(http($seen));
}

subtest 'SDK 1.x, what only a session has' => sub {
    require MCP::Httpd;
    my $httpd = MCP::Httpd->new(
        mpm => $ENV{MCP_MPM} || 'event', standin => 0, children => 4, threads => 8,
        modules => ['conformance'], config => <<'CONF')->start;
<Location /open>
    SetHandler mcp
    MCPNextcloudURL none
</Location>
CONF
    local $ENV{MCP_ENDPOINT} = $httpd->url . '/open';
    my $seen = told('sdk1-session') or return;

    like($seen->{session}, qr/^[0-9a-f]{32}$/, 'a session');
    ok($seen->{capabilities}{logging} && $seen->{capabilities}{resources}{subscribe}, 'its capabilities');
    like($seen->{elicitation}, qr/action=accept.*ann/, 'a form');
    is($seen->{sampling}, 'LLM response: Paris', 'a word of the model');
    is($seen->{roots}, 'file:///home/ann', 'roots');
    is($seen->{three}, 'Everything has been answered.', 'three questions');
    is_deeply([ sort @{ $seen->{asked} } ],
        [ sort 'Who?', 'The capital?', 'roots', 'roots', 'What is your name?', 'What is the capital of France?' ],
        'each asked once');
    is($seen->{logging}, 'Done.', 'a tool that logs');
    is_deeply($seen->{log}, [ 'Tool execution started', 'Tool processing data', 'Tool execution completed',
        'The client is somewhere else' ], 'its log, also of the one that closes its stream');
    is($seen->{reconnection}, 'Reconnection test completed', 'a stream that is closed and read on');
    is_deeply($seen->{changed}, ['tools'], 'a changed list, on the stream of GET');
    is_deeply($seen->{updated}, ['test://watched-resource'], 'a changed resource');
    like($seen->{cancelled}, qr/^failed: .*enough/, 'a call that is cancelled');
    is($seen->{after}, 'This is a simple text response for testing.', '... and the next one');
    like(http($seen), qr/^DELETE 204/m, 'the end of the session');
    is(join("\n", $httpd->complaints), '', 'nothing bad in the log');
} if !$live;

subtest 'TypeScript SDK 1.x' => sub {
    my $seen = told('sdk1') or return;

    is($seen->{protocolVersion}, '2025-11-25', 'protocolVersion');
    judge($seen);
    get_is_fine($seen);
    initialized_is_accepted($seen);
    refused_with_401($seen->{wrong_password}, 'a wrong password: HTTP 401');
    refused_with_401($seen->{no_header}, 'no Authorization: HTTP 401');
};

subtest 'TypeScript SDK 2.x, legacy' => sub {
    my $seen = told('sdk2', 'legacy') or return;

    is($seen->{protocolEra}, 'legacy', 'era');
    is($seen->{protocolVersion}, '2025-11-25', 'protocolVersion');
    judge($seen);
    get_is_fine($seen);
    initialized_is_accepted($seen);
    refused_with_401($seen->{wrong_password}, 'a wrong password: HTTP 401')
        if $seen->{wrong_password};
};

for my $era ('auto', 'pin') {
    subtest "TypeScript SDK 2.x, $era" => sub {
        my $seen = told('sdk2', $era) or return;

        is($seen->{protocolEra}, 'modern', 'era');
        is($seen->{protocolVersion}, '2026-07-28', 'protocolVersion');
        is(opening($seen, 2), 'POST server/discover, POST tools/list',
            'server/discover, then at once the first request')
            or diag(http($seen));
        judge($seen);
        refused_with_401($seen->{wrong_password}, 'a wrong password: HTTP 401')
            if $seen->{wrong_password};
    };
}

sub inspector_succeeded {
    my ($step, $name) = @_;
    return ok($step && $step->{exit} eq '0' && $step->{json} && !$step->{json}{isError}, $name)
        || diag('got ', $show->encode($step));
}

for my $era ('legacy', 'auto', 'modern') {
    subtest "Inspector CLI, $era" => sub {
        my $seen = told('inspector', $era) or return;
        my $calls = $seen->{calls};

        inspector_succeeded($seen->{list}, 'tools/list');
        has_tools([map { $_->{name} } @{ ($seen->{list}{json} || {})->{tools} || [] }],
            'the file tools are listed')
            or diag($show->encode($seen->{list}));
        inspector_succeeded($calls->{create_folder}, 'create_folder');
        inspector_succeeded($calls->{upload}, 'upload_file');
        inspector_succeeded($calls->{read}, 'get_file_content');
        contains($calls->{read}, $seen->{text}, 'what was uploaded comes back');
        ok($calls->{missing_file}{json}{isError}, 'a file that is not there: isError')
            or diag($show->encode($calls->{missing_file}));
        like($calls->{unknown_tool}{stderr}, qr/tool_not_found/, 'an unknown tool is known as such');
        cleaned_up($calls->{delete});
        if ($seen->{wrong_password}) {
            like($seen->{wrong_password}{stderr},
                qr/auth_required/, 'a wrong password: it would like to log in');
            isnt($seen->{wrong_password}{exit}, 0, '... and fails');
        }
    };
}

subtest 'mcp-remote' => sub {
    my $seen = told('mcp-remote') or return;
    judge($seen);
};

done_testing;
