# SPDX-License-Identifier: Apache-2.0
# Prompts: lists, texts, completion of arguments.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP ();
use Test::More;

use MCP::Test;

my @all = qw(2024-11-05 2025-03-26 2025-06-18 2025-11-25 2026-07-28);
my @names = qw(compare_documents find_document prepare_share review_shares summarize_folder
    tidy_folder weekly_report);
my $dir = '/' . unique('mcp prompts');
my %client;

for my $revision (@all) {
    $client{$revision} = client('alice', revision => $revision);
}

END {
    local $?;
    dav('DELETE', $dir) if $dir;
}

sub call { return $client{ $_[2] || '2025-11-25' }->rpc($_[0], $_[1]) }

sub get {
    my ($name, $arguments, $revision) = @_;
    return call('prompts/get', { name => $name, $arguments ? (arguments => $arguments) : () }, $revision);
}

sub refuses {
    my ($name, $arguments, $pattern, $what) = @_;
    my $error = get($name, $arguments)->{error};

    is($error->{code}, -32602, $what) or diag explain $error;
    like($error->{message}, $pattern, '... says why');
}

subtest 'prompts/list' => sub {
    for my $revision (@all) {
        my $method = $revision ge '2026' ? 'server/discover' : 'initialize';
        my $handshake = call($method, { protocolVersion => $revision }, $revision)->{result};
        is_deeply([ keys %{ $handshake->{capabilities}{prompts} } ], ['listChanged'],
            "P-264: $revision: prompts");
        my $list = call('prompts/list', {}, $revision)->{result};
        my @prompts = grep { $_->{name} !~ /^example_/ } @{ $list->{prompts} };
        is_deeply([ map { $_->{name} } @prompts ], \@names, '... sorted');
        is(scalar(grep { !$_->{description} } @prompts), 0, '... described');
        my @arguments = map { @{ $_->{arguments} || [] } } @prompts;
        is(scalar(grep { !$_->{name} || !$_->{description} || !exists $_->{required} } @arguments),
            0, '... with their arguments');
        is(scalar(grep { exists $_->{title} } @prompts, @arguments),
            $revision ge '2025-06-18' ? @prompts + @arguments : 0, '... titled as the revision has it');
        is(scalar(grep { exists $_->{complete} || exists $_->{default} || exists $_->{messages} }
                @prompts, @arguments), 0, '... and nothing of ours');
        is_deeply([ map { $list->{$_} } qw(resultType cacheScope) ],
            $revision ge '2026' ? [qw(complete private)] : [ undef, undef ], '... as long as it may be kept');
        is(($list->{_meta} || {})->{'io.modelcontextprotocol/serverInfo'}{name},
            $revision ge '2026' ? 'mod_mcp' : undef, '... and by whom');
    }
    is(call('prompts/list', { cursor => '%%' })->{error}{code}, -32602, 'a cursor of somebody else');
};

subtest 'prompts/get' => sub {
    for my $revision (@all) {
        my $result = get('summarize_folder', { folder => '/Docs' }, $revision)->{result};
        like($result->{description}, qr/folder/, "$revision: a description");
        is(scalar @{ $result->{messages} }, 1, '... a message');
        my $message = $result->{messages}[0];
        is($message->{role}, 'user', '... of the user');
        is($message->{content}{type}, 'text', '... text');
        like($message->{content}{text}, qr{folder "/Docs" of my}, '... with the argument');
        like($message->{content}{text}, qr/in the language I write in/, '... and the default of the other');
        is($result->{resultType}, $revision ge '2026' ? 'complete' : undef, '... resultType');
        ok(!exists $result->{ttlMs}, '... nothing to keep');
    }
    my $odd = '/' . odd_name() . ' "{folder}" {language} \\';
    my $text = get('summarize_folder', { folder => $odd, language => 'Deutsch' })
        ->{result}{messages}[0]{content}{text};
    like($text, qr/\Q$odd\E/, 'a value stands as it is');
    like($text, qr/Write in Deutsch/, 'every argument');
    my %some = (path => '/a.txt', user => 'bob', topic => 'cats', folder => '/', first => '/a', second => '/b');
    for my $prompt (@{ call('prompts/list', {})->{result}{prompts} }) {
        my %arguments = map { $_->{name} => $some{ $_->{name} } }
            grep { $_->{required} } @{ $prompt->{arguments} };
        my $answer = get($prompt->{name}, \%arguments);
        unlike($answer->{result}{messages}[0]{content}{text} || '{', qr/[{}]/, "$prompt->{name}: no gap is left");
        ok(!$answer->{error}, '... with what is required');
    }
    like(get('weekly_report', { folder => '' })->{result}{messages}[0]{content}{text},
        qr{folder "/" of}, 'an empty field has the default');
    ok(get('weekly_report')->{result}, 'no arguments where none is required');
};

subtest 'what is wrong' => sub {
    refuses('nothing', {}, qr/prompts\/list/, 'an unknown prompt');
    refuses('SUMMARIZE_FOLDER', { folder => '/' }, qr/Unknown/, 'another case');
    refuses('summarize_folder', {}, qr/folder: is missing/, 'a missing argument');
    refuses('summarize_folder', undef, qr/folder: is missing/, 'no arguments');
    refuses('summarize_folder', { folder => '' }, qr/folder: is missing/, 'an empty one');
    refuses('summarize_folder', { folder => '/', foldr => '/' }, qr/unknown argument.*folder, language/, 'an unknown one');
    refuses('summarize_folder', { folder => $_ }, qr/must be a string/, 'no string') for 5, \1, undef, [], {};
    refuses('summarize_folder', { folder => 'x' x 4097 }, qr/longer than 4096/, 'too long');
    refuses('summarize_folder', [], qr/"arguments" must be an object/, 'a list of arguments');
    refuses($_, {}, qr/"name"/, 'no name') for 5, undef;
    is(call('prompts/get', {})->{error}{code}, -32602, 'nothing at all');
    is(get('nothing', {}, '2026-07-28')->{error}{code}, -32602, '2026-07-28');
    is($client{'2026-07-28'}{last}{status}, 200, '... in-band');
    my $answer = $client{'2026-07-28'}->rpc('prompts/get', { name => 'weekly_report' },
        { 'Mcp-Name' => 'find_document' });
    is($answer->{error}{code}, -32020, 'Mcp-Name of another prompt');
};

sub complete {
    my ($prompt, $name, $value, $revision, %more) = @_;
    return call('completion/complete', {
        ref => { type => 'ref/prompt', name => $prompt },
        argument => { name => $name, value => $value }, %more
    }, $revision);
}

sub values_of { return complete(@_)->{result}{completion}{values} }

subtest 'completion' => sub {
    my $bob = uid('bob');

    dav('MKCOL', $dir);
    dav('MKCOL', "$dir/$_") for 'sub #1 ä', 'Sum';
    dav('PUT', "$dir/" . odd_name('.txt'), content => 'x');
    dav('PUT', "$dir/summary.txt", content => 'x');
    for my $revision (@all) {
        my $result = complete('summarize_folder', folder => "$dir/s", $revision)->{result};
        is_deeply($result->{completion},
            { values => [ "$dir/Sum/", "$dir/sub #1 ä/" ], total => 2, hasMore => JSON::PP::false },
            "$revision: folders");
        is($result->{resultType}, $revision ge '2026' ? 'complete' : undef, '... resultType');
    }
    is_deeply(values_of('compare_documents', first => "$dir/"),
        [ "$dir/Sum/", "$dir/" . odd_name('.txt'), "$dir/sub #1 ä/", "$dir/summary.txt" ], 'paths');
    is_deeply(values_of('compare_documents', second => "$dir/summ"), ["$dir/summary.txt"], 'a beginning');
    is_deeply(values_of('compare_documents', second => substr("$dir/summ", 1)), ["$dir/summary.txt"],
        'without the slash');
    is_deeply(values_of('prepare_share', path => '/no/such/'), [], 'nothing there');
    is_deeply(values_of('prepare_share', path => '/../'), [], 'no way up');
    ok((grep { $_ eq $bob } @{ values_of('prepare_share', user => $bob) }), 'people');
    is_deeply(values_of('prepare_share', user => 'nobody at all ' . time), [], 'nobody');
    is_deeply(values_of('prepare_share', user => 'x' x 5000), [], 'no such name');
    is_deeply(values_of('weekly_report', period => 'the last'),
        [ 'the last seven days', 'the last 14 days' ], 'given values, in their order');
    is(scalar @{ values_of('weekly_report', language => '') }, 9, 'all of them');
    is_deeply(values_of('find_document', topic => 'a'), [], 'anything');
    is_deeply(values_of('weekly_report', period => 'this', undef,
            context => { arguments => { folder => '/' } }), ['this month'], 'other arguments are taken');
    for my $wrong ([ 'nothing', 'a', '' ], [ 'weekly_report', 'nothing', '' ], [ undef, 'a', '' ],
        [ 'weekly_report', 'folder', undef ], [ 'weekly_report', undef, '' ])
    {
        is(complete(@$wrong)->{error}{code}, -32602, 'refused: ' . JSON::PP->new->encode($wrong));
    }
    is(call('completion/complete', {})->{error}{code}, -32602, 'nothing at all');
};

subtest 'Locations' => sub {
    (my $endpoint = client('alice')->{endpoint}) =~ s{/mcp$}{};
    my $plain = client('alice', endpoint => "$endpoint/mcp-plain");
    is(scalar(grep { $_->{name} !~ /^example_/ } @{ $plain->rpc('prompts/list', {})->{result}{prompts} }), 7,
        'MCPResources does not concern prompts');
    my $answer = $plain->rpc('completion/complete', {
        ref => { type => 'ref/resource', uri => 'nextcloud://files/{+path}{?offset,length}' },
        argument => { name => 'path', value => '' }
    });
    is($answer->{error}{code}, -32602, '... and there are no templates');
    my $down = client('alice', endpoint => "$endpoint/mcp-down");
    ok($down->rpc('prompts/get', { name => 'weekly_report' })->{result},
        'prompts are there while Nextcloud is down');
    is($down->rpc('completion/complete', {
        ref => { type => 'ref/prompt', name => 'weekly_report' },
        argument => { name => 'folder', value => '' }
    })->{error}{code}, -32603, '... completion is not');
};

done_testing();
