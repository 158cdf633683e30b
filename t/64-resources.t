# SPDX-License-Identifier: Apache-2.0
# Resources: lists, reading by URI, completion of paths.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Encode qw(decode encode);
use JSON::PP ();
use MIME::Base64 qw(decode_base64);
use Test::More;

use MCP::Test;

my @legacy = qw(2024-11-05 2025-03-26 2025-06-18 2025-11-25);
my @all = (@legacy, '2026-07-28');
my $template = 'nextcloud://files/{+path}{?offset,length}';
my $range = 'nextcloud/range';
my $dir = '/' . unique('mcp resources');
my $odd = odd_name('.txt');
my %client;
my $png = decode_base64('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk'
        . 'YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==');

END {
    local $?;
    dav('DELETE', $dir) if $dir;
}

sub put {
    my ($name, $bytes) = @_;
    my $response = dav('PUT', "$dir/$name", content => $bytes);
    die "PUT $name: $response->{status}" unless $response->{success};
}

for my $revision (@all) {
    $client{$revision} = client('alice', revision => $revision);
}

# The URI of a path, every segment encoded.
sub uri {
    my ($path) = @_;

    utf8::encode($path);
    $path =~ s{([^A-Za-z0-9._~/-])}{sprintf '%%%02X', ord $1}ge;
    $path =~ s{^/}{};
    return "nextcloud://files/$path";
}

sub call { return $client{ $_[2] || '2025-11-25' }->rpc($_[0], $_[1]) }

# The contents of a URI, which there must be one of.
sub reads {
    my ($uri, $name, $revision) = @_;
    my $answer = call('resources/read', { uri => $uri }, $revision);
    my $contents = $answer->{result}{contents} || [];

    is(scalar @$contents, 1, $name) or diag explain $answer;
    is($contents->[0]{uri}, $uri, '... under its URI');
    return ($contents->[0] || {}, $answer->{result});
}

# Reading fails with this code, and the error names the URI.
sub refuses {
    my ($uri, $code, $pattern, $name, $revision) = @_;
    my $error = call('resources/read', { uri => $uri }, $revision)->{error};

    is($error->{code}, $code, $name) or diag explain $error;
    like($error->{message}, $pattern, '... says why');
    is($error->{data}{uri}, $uri, '... and what');
}

sub json_of {
    my ($contents) = @_;
    is($contents->{mimeType}, 'application/json', '... JSON');
    return JSON::PP->new->decode($contents->{text});
}

is(dav('MKCOL', $dir)->{status}, 201, 'a folder to work in');

subtest 'capabilities' => sub {
    for my $revision (@all) {
        my $method = $revision ge '2026' ? 'server/discover' : 'initialize';
        my $result = call($method, { protocolVersion => $revision }, $revision)->{result};
        my $resources = $result->{capabilities}{resources};
        is_deeply([ sort keys %$resources ], [qw(listChanged subscribe)],
            "P-264 P-265: $revision: resources, and what can be heard of them");
        is(exists $result->{capabilities}{completions}, $revision ne '2024-11-05',
            "P-403: $revision: completions");
    }
};

subtest 'lists' => sub {
    for my $revision (@all) {
        my $list = call('resources/list', {}, $revision)->{result};
        my %by_uri = map { $_->{uri} => $_ } grep { $_->{uri} !~ /^skill:/ } @{ $list->{resources} };
        is_deeply([ sort keys %by_uri ],
            [qw(nextcloud://capabilities nextcloud://files/ nextcloud://user)], "$revision: URIs");
        is(scalar(grep { !$_->{name} || !$_->{description} || !$_->{mimeType} } values %by_uri),
            0, '... named, described, typed');
        is(scalar(grep { exists $_->{title} } values %by_uri), $revision ge '2025-06-18' ? 3 : 0,
            '... titled as the revision has it');
        my $templates = call('resources/templates/list', {}, $revision)->{result};
        my @own = grep { !/^(?:example|skill):/ } map { $_->{uriTemplate} } @{ $templates->{resourceTemplates} };
        is_deeply(\@own, [$template], '... one template');
        for my $result ($list, $templates) {
            ok(!exists $result->{nextCursor}, '... on one page');
            next if $revision ge '2026';
            is_deeply([ grep { exists $result->{$_} } qw(resultType ttlMs cacheScope _meta) ],
                [], '... without modern members');
        }
        next if $revision lt '2026';
        for my $result ($list, $templates) {
            is($result->{resultType}, 'complete', '... resultType');
            is($result->{cacheScope}, 'private', '... cacheScope');
            like($result->{ttlMs}, qr/^\d+$/, '... ttlMs');
            is($result->{_meta}{'io.modelcontextprotocol/serverInfo'}{name}, 'mod_mcp', '... serverInfo');
        }
    }
    my $error = call('resources/list', { cursor => 'nonsense' })->{error};
    is($error->{code}, -32602, 'a cursor of somebody else');
    is_deeply(call('resources/list', { cursor => '' })->{result}, call('resources/list', {})->{result},
        'an empty cursor');
};

subtest 'nextcloud://user' => sub {
    for my $role (qw(alice bob)) {
        my $contents = rpc('resources/read', { uri => 'nextcloud://user' }, user => $role)
            ->{result}{contents}[0];
        my $user = json_of($contents);
        is($user->{id}, uid($role), "$role is $role");
        ok(ref $user->{groups} eq 'ARRAY' && ref $user->{quota} eq 'HASH', 'groups and quota');
        ok(!exists $user->{backend} && !exists $user->{lastLogin}, 'no internals');
    }
};

subtest 'nextcloud://capabilities' => sub {
    my ($contents) = reads('nextcloud://capabilities', 'what there is');
    my $data = json_of($contents);
    like($data->{version}, qr/^\d+\./, 'a version');
    ok((grep { $_ eq 'files_sharing' } @{ $data->{apps} }), 'apps');
    ok($data->{sharing}{api_enabled}, 'rules for sharing');
    is(ref $data->{files}{forbidden_filename_characters}, 'ARRAY', 'rules for names');
    cmp_ok(length $contents->{text}, '<', 20000, 'a summary');
};

subtest 'text' => sub {
    put('hello.txt', encode('UTF-8', "Grüße \x{1F600}\n"));
    for my $revision (@all) {
        my ($contents, $result) = reads(uri("$dir/hello.txt"), "$revision: a text", $revision);
        is($contents->{text}, "Grüße \x{1F600}\n", '... as it is');
        is($contents->{mimeType}, 'text/plain', '... with its type');
        ok(!exists $contents->{blob}, '... and not as bytes');
        is($result->{resultType}, $revision ge '2026' ? 'complete' : undef, '... resultType');
        is($result->{cacheScope}, $revision ge '2026' ? 'private' : undef, '... cacheScope');
        is($result->{ttlMs}, $revision ge '2026' ? 0 : undef, '... ttlMs');
        ok(!exists +($result->{_meta} || {})->{$range}, '... whole');
    }
    put('empty.txt', '');
    is((reads(uri("$dir/empty.txt"), 'an empty file'))[0]{text}, '', 'has an empty text');
    put('bom.txt', "\xef\xbb\xbfbom");
    is((reads(uri("$dir/bom.txt"), 'a byte order mark'))[0]{text}, 'bom', 'is none of the text');
    put('notes.md', "# Notes\n");
    is((reads(uri("$dir/notes.md"), 'Markdown'))[0]{mimeType}, 'text/markdown', 'is called so');
};

subtest 'bytes' => sub {
    put('pixel.png', $png);
    for my $revision (@all) {
        my ($contents) = reads(uri("$dir/pixel.png"), "$revision: an image", $revision);
        is(decode_base64($contents->{blob} // ''), $png, '... byte for byte');
        is($contents->{mimeType}, 'image/png', '... with its type');
        ok(!exists $contents->{text}, '... and not as text');
    }
    put('latin.txt', encode('cp1252', "Grüße"));
    is(decode_base64((reads(uri("$dir/latin.txt"), 'text of another charset'))[0]{blob} // ''),
        encode('cp1252', "Grüße"), 'is left as it is');
    put('utf16.txt', "\xff\xfe" . encode('UTF-16LE', 'ab'));
    is(decode_base64((reads(uri("$dir/utf16.txt"), 'UTF-16'))[0]{blob} // ''),
        "\xff\xfea\0b\0", 'is left as it is');
};

subtest 'names' => sub {
    my @names = ($odd, '#1.txt', '100%.txt', '50%25.txt', 'wh?t.txt', 'a b.txt', "äöü.txt",
        "\x{1F600}.txt", 'plus+and&.txt', "quote'd.txt", '...txt', '.hidden', '~x', '[1] {2}.txt');
    for my $name (@names) {
        put($name, encode('UTF-8', "in $name"));
        is((reads(uri("$dir/$name"), $name))[0]{text}, "in $name", '... is just this file');
        is((reads(uri("$dir/$name"), $name, '2026-07-28'))[0]{text}, "in $name", '... in 2026 too');
    }
    # As people and models write them: escaped no more than they must be.
    for my $name ('a b.txt', "äöü.txt", "\x{1F600}.txt") {
        my $answer = call('resources/read', { uri => "nextcloud://files$dir/$name" }, '2026-07-28');
        is(($answer->{result}{contents} || [])->[0]{text}, "in $name", "$name as it is");
    }
    is((reads("nextcloud://files/$dir/a%20b.txt", 'one slash too many'))[0]{text}, 'in a b.txt', 'does no harm');
};

subtest 'folders' => sub {
    for my $uri (uri($dir), uri("$dir/")) {
        my ($contents) = reads($uri, "a folder as $uri");
        my $data = json_of($contents);
        is($data->{path}, $dir, 'its path');
        ok(!$data->{truncated}, 'whole');
        my %by_path = map { $_->{path} => $_ } @{ $data->{entries} };
        my $entry = $by_path{"$dir/$odd"};
        is($entry->{uri}, uri("$dir/$odd"), 'entries have URIs');
        is($entry->{bytes}, length encode('UTF-8', "in $odd"), 'sizes');
        like($entry->{last_modified}, qr/^\d{4}-.*Z$/, 'dates');
        is((reads($entry->{uri}, 'which can be read'))[0]{text}, "in $odd", 'as they stand');
    }
    dav('MKCOL', "$dir/sub #1");
    my $data = json_of((reads(uri("$dir/"), 'a folder in it'))[0]);
    my ($sub) = grep { $_->{path} eq "$dir/sub #1/" } @{ $data->{entries} };
    is($sub->{uri}, uri("$dir/sub #1/"), 'ends with a slash');
    is_deeply(json_of((reads($sub->{uri}, 'an empty folder'))[0])->{entries}, [], 'holds nothing');
    $data = json_of((reads('nextcloud://files/', 'the root', '2026-07-28'))[0]);
    is($data->{path}, '/', 'its path');
    ok((grep { $_->{path} eq "$dir/" } @{ $data->{entries} }), 'what it holds');
    refuses(uri($dir) . '?offset=5', -32602, qr/is a folder/, 'no range of a folder');
    refuses(uri("$dir/hello.txt/"), -32002, qr/not found/i, 'a file is no folder');
};

subtest 'ranges' => sub {
    my $text = join '', map { sprintf "%05d äöü\n", $_ } 1 .. 40000;
    my $bytes = encode('UTF-8', $text);
    put('big.txt', $bytes);
    my ($uri, $read, $count) = (uri("$dir/big.txt"), '', 0);
    while (defined $uri && $count++ < 50) {
        my ($contents, $result) = reads($uri, "part $count");
        my $part = $result->{_meta}{$range} || {};
        last unless defined $contents->{text};
        is($part->{offset}, length encode('UTF-8', $read), '... from where the last ended');
        is($part->{total}, length $bytes, '... of the whole');
        is($part->{length}, length encode('UTF-8', $contents->{text}), '... as long as it says');
        $read .= $contents->{text};
        $uri = $part->{next};
    }
    ok($read eq $text, "$count parts make the whole");
    cmp_ok($count, '>', 1, 'more than one');
    my $part = sub { return reads(uri("$dir/big.txt") . "?$_[0]", $_[0], $_[1]) };
    is(($part->('length=5'))[0]{text}, '00001', 'the beginning');
    is(($part->('offset=6&length=1'))[0]{blob}, 'ww==', 'half a character');
    my ($contents, $result) = $part->('offset=7&length=4', '2026-07-28');
    is($contents->{text}, "\x{f6}", 'from inside a character');
    is_deeply($result->{_meta}{$range},
        { offset => 8, length => 2, total => length $bytes,
            next => uri("$dir/big.txt") . '?offset=10&length=4' }, '... says from where to where');
    ok($result->{_meta}{'io.modelcontextprotocol/serverInfo'}, '... beside serverInfo');
    ($contents, $result) = $part->('offset=' . (length($bytes) - 3));
    is($contents->{text}, "\x{fc}\n", 'the end');
    ok(!exists $result->{_meta}{$range}{next}, '... has nothing behind it');
    refuses(uri("$dir/big.txt") . '?offset=' . length $bytes, -32602, qr/behind the end/, 'behind the end');
    my $binary = join '', map { chr($_ % 256) } 0 .. 999;
    put('some.bin', $binary x 1000);
    ($contents, $result) = reads(uri("$dir/some.bin"), 'a large binary file');
    is(decode_base64($contents->{blob}), substr($binary x 1000, 0, $result->{_meta}{$range}{length}),
        'begins at its beginning');
    is((reads($result->{_meta}{$range}{next}, 'and goes on'))[1]{_meta}{$range}{offset},
        $result->{_meta}{$range}{length}, 'where it ended');
    is(decode_base64((reads(uri("$dir/some.bin") . '?offset=250&length=10', 'a piece'))[0]{blob}),
        substr($binary, 250, 10), 'as asked for');
};

subtest 'what is not there' => sub {
    my @missing = (uri("$dir/nope.txt"), uri("$dir/no/such/folder/"), 'nextcloud://nothing',
        'nextcloud://files', 'nextcloud://user/' . uid('bob'), 'nextcloud://other/files/a',
        'nextcloud://' . uid('bob') . '@files/a', 'test://nonexistent', 'file:///etc/passwd',
        'https://example.com/', 'nonsense');
    for my $uri (@missing) {
        refuses($uri, -32002, qr/not found/i, "2025-11-25: $uri");
        refuses($uri, -32602, qr/not found/i, "2026-07-28: $uri", '2026-07-28');
        is($client{'2026-07-28'}{last}{status}, 200, '... in-band');
    }
    refuses(uri("$dir/nope.txt"), -32002, qr/not found/i, $_, $_) for @legacy;
    for my $uri ('nextcloud://files/../x', uri($dir) . '/%2e%2e/x', uri($dir) . '/./x') {
        refuses($uri, -32602, qr/"\.\.?"/, $uri);
    }
    refuses('nextcloud://files/a%2Fb', -32602, qr/%2F/, 'an escaped slash');
    refuses('nextcloud://files/100%', -32602, qr/%25/, 'a stray %');
    refuses('nextcloud://files/a%00', -32602, qr/%/, 'a NUL');
    refuses('nextcloud://files/a#b', -32602, qr/%23/, 'a fragment');
    refuses('nextcloud://files/a?b', -32602, qr/%3F/, 'another query');
    refuses('nextcloud://files/a?offset=-1', -32602, qr/offset/, 'before the start');
    refuses('nextcloud://files/' . 'x' x 5000, -32602, qr/4000/, 'a path that is too long');
    for my $params ({}, { uri => undef }, { uri => 5 }, { uri => [] }) {
        is(call('resources/read', $params)->{error}{code}, -32602, 'no URI');
    }
};

subtest 'other users' => sub {
    need_user('bob', 1);
    my $theirs = '/' . unique('of bob') . '.txt';
    dav('PUT', $theirs, user => 'bob', content => 'of bob');
    is((rpc('resources/read', { uri => uri($theirs) }, user => 'bob'))->{result}{contents}[0]{text},
        'of bob', 'bob reads his own');
    refuses(uri($theirs), -32002, qr/not found/i, 'alice does not');
    dav('DELETE', $theirs, user => 'bob');
};

sub complete {
    my ($ref, $name, $value, $revision, %more) = @_;
    return call('completion/complete',
        { ref => $ref, argument => { name => $name, value => $value }, %more }, $revision);
}

subtest 'completion' => sub {
    my $ref = { type => 'ref/resource', uri => $template };
    (my $below = "$dir/") =~ s{^/}{};
    for my $revision (@all) {
        my $result = complete($ref, path => $below, $revision)->{result};
        my $completion = $result->{completion};
        cmp_ok(scalar @{ $completion->{values} }, '>', 10, "$revision: what a folder holds");
        is($completion->{total}, scalar @{ $completion->{values} }, '... all of it');
        is($completion->{hasMore}, JSON::PP::false, '... and no more');
        ok((grep { $_ eq "${below}hello.txt" } @{ $completion->{values} }), '... files');
        is($result->{resultType}, $revision ge '2026' ? 'complete' : undef, '... resultType');
        ok(!exists $result->{ttlMs}, '... nothing to keep');
    }
    my $values = sub { return complete($ref, path => @_)->{result}{completion}{values} };
    is_deeply($values->("${below}hel"), ["${below}hello.txt"], 'a beginning');
    is_deeply($values->("/${below}HEL"), ["${below}hello.txt"], 'in another case, with a slash');
    is_deeply($values->("${below}sub"), ["${below}sub %231/"], 'a folder, escaped where clients do not');
    is_deeply($values->("${below}50"), ["${below}50%2525.txt"], 'a percent sign');
    is_deeply($values->("${below}50%25"), ["${below}50%2525.txt"], 'typed escaped');
    is_deeply($values->("${below}sub %231/"), [], 'an empty folder');
    is_deeply($values->("${below}hello.txt/"), [], 'a file holds nothing');
    is_deeply($values->($_), [], "P-405: \"$_\" leads nowhere") for 'no/such/', '../', "$dir/../", 'x' x 5000;
    ok((grep { $_ eq $below } @{ $values->('') }), 'the root');
    is_deeply(complete($ref, offset => '1')->{result}{completion}{values}, [], 'no idea of an offset');
    is_deeply($values->("${below}hel", undef, context => { arguments => { offset => '1' } }),
        ["${below}hello.txt"], 'other arguments are taken');
    dav('MKCOL', "$dir/many");
    put(sprintf('many/%03d', $_), '') for 1 .. 103;
    my $many = complete($ref, path => "${below}many/")->{result}{completion};
    is(scalar @{ $many->{values} }, 100, '100 at most');
    is($many->{total}, 103, 'of how many');
    is($many->{hasMore}, JSON::PP::true, 'more');
    for my $wrong (
        [ { type => 'ref/resource', uri => 'nextcloud://files/' }, 'path', '' ],
        [ { type => 'ref/resource', uri => 'x://{a}' }, 'a', '' ],
        [ { type => 'ref/resource' }, 'path', '' ],
        [ { type => 'ref/other', uri => $template }, 'path', '' ],
        [ $ref, 'nothing', '' ], [ $ref, '', '' ], [ $ref, 'path', 5 ], [ $ref, undef, '' ],
        [ $ref, 'path', '', undef, context => [] ],
        [ $ref, 'path', '', undef, context => { arguments => { a => 1 } } ],
        [ undef, 'path', '' ],
        )
    {
        is(complete(@$wrong)->{error}{code}, -32602, 'refused: ' . JSON::PP->new->canonical->encode($wrong));
    }
};

subtest 'Locations' => sub {
    (my $endpoint = client('alice')->{endpoint}) =~ s{/mcp$}{};
    for my $revision (qw(2025-11-25 2026-07-28)) {
        my $off = client('alice', endpoint => "$endpoint/mcp-plain", revision => $revision);
        my $method = $revision ge '2026' ? 'server/discover' : 'initialize';
        my $result = $off->rpc($method, { protocolVersion => $revision })->{result};
        ok(!exists $result->{capabilities}{resources}, "$revision: MCPResources Off declares none");
        ok(exists $result->{capabilities}{tools}, '... but tools');
        for my $call ([ 'resources/list', {} ], [ 'resources/templates/list', {} ],
            [ 'resources/read', { uri => 'nextcloud://user' } ])
        {
            is($off->rpc(@$call)->{error}{code}, -32601, "... $call->[0] is no method");
            is($off->{last}{status}, $revision ge '2026' ? 404 : 200, '... as in HTTP');
        }
    }
    my $small = client('alice', endpoint => "$endpoint/mcp-small");
    my $result = $small->rpc('resources/read', { uri => uri("$dir/big.txt") })->{result};
    is(length encode('UTF-8', $result->{contents}[0]{text}), 1024, 'MCPMaxContent cuts a file');
    is($result->{_meta}{$range}{next}, uri("$dir/big.txt") . '?offset=1024', '... and says where to go on');
    my $data = json_of($small->rpc('resources/read', { uri => uri($dir) })->{result}{contents}[0]);
    ok($data->{truncated}, '... and a folder');
    ok(scalar @{ $data->{entries} }, '... after some entries');
    my $down = client('alice', endpoint => "$endpoint/mcp-down");
    is(scalar(grep { $_->{uri} =~ /^nextcloud:/ } @{ $down->rpc('resources/list', {})->{result}{resources} || [] }), 3,
        'lists are there while Nextcloud is down');
    my $error = $down->rpc('resources/read', { uri => 'nextcloud://user' })->{error};
    is($error->{code}, -32603, 'reading is not');
    my $wrong = client('alice', password => 'wrong');
    $wrong->rpc('resources/read', { uri => 'nextcloud://user' });
    is($wrong->{last}{status}, 401, 'nobody reads without a credential');
};

done_testing();
