# SPDX-License-Identifier: Apache-2.0
# MCP clients that others wrote, with this server: the TypeScript SDK 1.x and
# 2.x, the Inspector's command line and mcp-remote, and what a host does with
# them: list tools, call them, be refused. t/lib/MCP/Clients.pm runs them and
# names the environment.

use strict;
use warnings;
use utf8;

use FindBin;
use Test::More;
use lib "$FindBin::Bin/lib";

use MCP::Clients;

MCP::Clients::prepare();

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
        || diag('got ', show($step));
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
    ) || diag('got ', show($step));
}

sub contains {
    my ($step, $text, $name) = @_;
    return ok(index(text_of($step), $text) >= 0, $name)
        || diag('expected ', show($text), "\n     got ", show($step));
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
        diag(show($seen->{connect}), "\n", http($seen), "\n", $seen->{stderr} || '');
        return;
    }
    is($seen->{serverInfo}{name}, 'mod_mcp', 'serverInfo.name');
    ok(ref $seen->{capabilities}{tools}, 'tools are announced')
        or diag(show($seen->{capabilities}));
    ok(!$seen->{list}{error}, 'tools/list, all pages') or diag(show($seen->{list}));
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
        or diag(show($calls->{parallel}));

    tool_error($calls->{wrong_argument}, qr/path/,
        'an argument of the wrong type is an isError result that names it');
    tool_error($calls->{missing_argument}, qr/path/, 'so is a missing argument');
    tool_error($calls->{missing_file}, qr/\w/, 'and a file that is not there');
    my $unknown = $calls->{unknown_tool}{error};
    is($unknown && $unknown->{code}, -32602, 'an unknown tool is error -32602')
        or diag(show($calls->{unknown_tool}));
    cleaned_up($calls->{delete});
    is($seen->{close}{error}, undef, 'close') or diag(show($seen->{close}));
    is_deeply($seen->{transport_errors} || [], [], 'no transport error on the way')
        or diag(http($seen));
    return;
}

# Whether deleting is offered is the administrator's choice.
sub cleaned_up {
    my ($step) = @_;
    my $value = $step->{value} || $step->{json};
    diag('the test folder was left behind: ', show($step))
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
    return is($status, 401, $name) || diag('got ', show($refused));
}

# The first $n exchanges, as "METHOD rpc-method" without the answer.
sub opening {
    my ($seen, $n) = @_;
    my @lines = map { $_->[0] } @{ $seen->{http} || [] };
    return join ', ', @lines[0 .. ($#lines < $n - 1 ? $#lines : $n - 1)];
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
        || diag('got ', show($step));
}

for my $era ('legacy', 'auto', 'modern') {
    subtest "Inspector CLI, $era" => sub {
        my $seen = told('inspector', $era) or return;
        my $calls = $seen->{calls};

        inspector_succeeded($seen->{list}, 'tools/list');
        has_tools([map { $_->{name} } @{ ($seen->{list}{json} || {})->{tools} || [] }],
            'the file tools are listed')
            or diag(show($seen->{list}));
        inspector_succeeded($calls->{create_folder}, 'create_folder');
        inspector_succeeded($calls->{upload}, 'upload_file');
        inspector_succeeded($calls->{read}, 'get_file_content');
        contains($calls->{read}, $seen->{text}, 'what was uploaded comes back');
        ok($calls->{missing_file}{json}{isError}, 'a file that is not there: isError')
            or diag(show($calls->{missing_file}));
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
