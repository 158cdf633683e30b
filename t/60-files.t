# SPDX-License-Identifier: Apache-2.0
# The tools of conf/tools.d/files.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Encode qw(encode);
use JSON::PP ();
use MIME::Base64 qw(encode_base64 decode_base64);
use Test::More;

use MCP::Test;

my $dir = '/' . unique('mcp files');
my $odd = odd_name('.txt');

END {
    local $?;
    dav('DELETE', $dir) if $dir;
}

sub stored { return dav('GET', $_[0])->{content} }

sub put {
    my ($name, $bytes) = @_;
    my $response = dav('PUT', "$dir/$name", content => $bytes);
    die "PUT $name: $response->{status}" unless $response->{success};
}

# A PNG of one pixel.
my $png = decode_base64('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk'
        . 'YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==');

subtest 'definitions' => sub {
    for my $name (
        qw(get_file_content get_file_content_by_file_link get_file_tree get_folder_tree
        get_file_id_by_path get_file_path_by_id)
        )
    {
        my $hints = (has_tool($name) || {})->{annotations};
        ok($hints && $hints->{readOnlyHint}, "$name only reads");
    }
    for my $name (qw(upload_file move_file copy_file delete_file)) {
        my $hints = (has_tool($name) || {})->{annotations};
        ok($hints && !$hints->{readOnlyHint} && $hints->{destructiveHint},
            "$name can destroy");
    }
    my $hints = (has_tool('create_folder') || {})->{annotations};
    ok($hints && !$hints->{readOnlyHint} && !$hints->{destructiveHint},
        'create_folder cannot');
};

subtest 'create_folder' => sub {
    my $data = gives(tool(create_folder => { path => $dir }), 'a new folder');
    is($data->{path}, $dir, 'its path');
    ok($data->{created}, 'is new');
    ok($data->{file_id}, 'has an id');
    ok(!gives(tool(create_folder => { path => "$dir/" }), 'again')->{created},
        'is not new any more');
    faults(tool(create_folder => { path => "$dir/x/y" }),
        qr/"\Q$dir\E\/x" does not exist.*parents:true/, 'no parent');
    ok(gives(tool(create_folder => { path => "$dir/x/y/z", parents => \1 }), 'parents')
            ->{created}, 'are made too');
    put('plain.txt', 'plain');
    faults(tool(create_folder => { path => "$dir/plain.txt" }), qr/it is a file/,
        'a file is in the way');
    faults(tool(create_folder => { path => "$dir/plain.txt/y", parents => \1 }), qr/./,
        'a file among the parents');
    faults(tool(create_folder => { path => '/' }),             qr/root/, 'not the root');
    faults(tool(create_folder => { path => "$dir/../sneaky" }), qr/\.\./, 'no ..');
};

subtest 'upload_file' => sub {
    my $path = "$dir/up.txt";
    my $data = gives(tool(upload_file => { path => $path, content => "Grüße\n" }), 'text');
    ok($data->{created}, 'is new');
    is($data->{path}, $path, 'its path');
    is(stored($path), encode('UTF-8', "Grüße\n"), 'is stored as UTF-8');
    faults(tool(upload_file => { path => $path, content => 'other' }),
        qr/exists already.*overwrite:true/, 'no overwriting');
    is(stored($path), encode('UTF-8', "Grüße\n"), 'nothing was overwritten');
    $data = gives(tool(upload_file => { path => $path, content => 'other', overwrite => \1 }),
        'overwriting when asked to');
    ok(!$data->{created}, 'says that it replaced a file');
    is(stored($path), 'other', 'the new content');
    gives(
        tool(upload_file => {
                path => "$dir/up.png", content => encode_base64($png, ''), encoding => 'base64'
            }),
        'base64'
    );
    is(stored("$dir/up.png"), $png, 'is decoded');
    faults(tool(upload_file => { path => "$dir/bad", content => '%%%', encoding => 'base64' }),
        qr/base64/, 'no base64');
    faults(tool(upload_file => { path => "$dir/none/a.txt", content => 'x' }),
        qr/"\Q$dir\E\/none" does not exist.*create_folder/, 'no such folder');
    faults(tool(upload_file => { path => "$dir/x", content => 'x', overwrite => \1 }),
        qr/is a folder/, 'a folder is there');
    faults(tool(upload_file => { path => "$dir/x/", content => 'x' }),
        qr/name of the file/, 'a folder as path');
    faults(tool(upload_file => { path => "$dir/x.txt" }), qr/content/, 'without content');
    gives(tool(upload_file => { path => "$dir/$odd", content => 'odd' }), 'an odd name');
    is(stored("$dir/$odd"), 'odd', 'is stored under just that name');
};

SKIP: {
    need_user('carol', 1);
    my $path = '/' . unique('too-big');
    my $result = tool(upload_file => { path => $path, content => 'x' x 3000 }, user => 'carol');
    dav('DELETE', $path, user => 'carol') unless $result->is_error;
    skip('SKIP live: this carol has no quota', 1) unless $result->is_error;
    faults($result, qr/not enough space/, 'over quota');
}

subtest 'get_file_content: text' => sub {
    is(tool(get_file_content => { file_path => "$dir/up.txt" })->text, 'other', 'text');
    is(tool(get_file_content => { file_path => "$dir//up.txt/" })->text,
        'other', 'with a few slashes too many');
    is(tool(get_file_content => { file_path => "$dir/$odd" })->text, 'odd', 'an odd name');
    put('empty.txt', '');
    like(tool(get_file_content => { file_path => "$dir/empty.txt" })->text,
        qr/is empty/, 'an empty file');
    put('bom.txt', "\xef\xbb\xbfbom");
    is(tool(get_file_content => { file_path => "$dir/bom.txt" })->text, 'bom',
        'without the byte order mark');
    put('utf16.txt', "\xff\xfe" . encode('UTF-16LE', "Grüße \x{1F600}"));
    is(tool(get_file_content => { file_path => "$dir/utf16.txt" })->text(0),
        "Grüße \x{1F600}", 'UTF-16');
    is(tool(get_file_content => { file_path => "$dir/utf16.txt", offset => 5 })->text(0),
        "üße \x{1F600}", 'UTF-16 from an odd offset');
    put('latin.txt', encode('cp1252', "Grüße \x{20ac}"));
    my $result = tool(get_file_content => { file_path => "$dir/latin.txt" });
    is($result->text(0), "Grüße \x{20ac}", 'Windows-1252');
    like($result->text(1), qr/Windows-1252, a guess/, 'says so');

    faults(tool(get_file_content => { file_path => "$dir/nope.txt" }),
        qr/no file or folder "\Q$dir\E\/nope.txt".*get_file_tree/, 'a missing file');
    faults(tool(get_file_content => { file_path => $dir }),
        qr/is a folder.*get_file_tree/, 'a folder');
    faults(tool(get_file_content => { file_path => '/' }), qr/is a folder/, 'the root');
    faults(tool(get_file_content => { file_path => "$dir/../x" }), qr/\.\./, 'no ..');
    faults(tool(get_file_content => {}), qr/file_path/, 'without a path');
    faults(tool(get_file_content => { path => "$dir/up.txt" }),
        qr/file_path/, 'with another parameter');
};

subtest 'get_file_content: parts' => sub {
    my $text = join '', map { sprintf "%06d äöü \x{1F600}\n", $_ } 1 .. 30000;
    my $bytes = encode('UTF-8', $text);
    put('big.txt', $bytes);
    my ($offset, $read, $calls) = (0, '', 0);
    while (defined $offset && $calls++ < 50) {
        my $result = tool(get_file_content => {
            file_path => "$dir/big.txt", offset => $offset + 0, length => 200001
        });
        last if $result->is_error;
        $read .= $result->text(0);
        my $note = $result->text(1) || '';
        my ($total) = $note =~ /of (\d+)/;
        is($total, length $bytes, "part $calls tells the size") if $calls == 1;
        ($offset) = $note =~ /offset=(\d+)/;
    }
    ok($read eq $text, "$calls parts make the whole");
    my $part = sub {
        return tool(get_file_content => { file_path => "$dir/big.txt", @_ });
    };
    is($part->(length => 6)->text(0), '000001', 'length');
    is($part->(offset => 8, length => 4)->text(0), "\x{f6}", 'from inside a character');
    like($part->(offset => 8, length => 4)->text(1), qr/bytes 9-10 of \d+/, 'says from where');
    is($part->(offset => length($bytes) - 5)->text(0), "\x{1F600}\n", 'the end');
    like($part->(offset => length($bytes) - 5)->text(1), qr/end of the file/, 'says so');
    faults($part->(offset => length($bytes)), qr/behind the end/, 'behind the end');
    faults($part->(offset => -1), qr/offset/, 'before the start');
    is(scalar(grep { length $_->{text} > 8e6 } $part->()->blocks('text')), 0, 'a limit');
};

subtest 'get_file_content: not text' => sub {
    my $result = tool(get_file_content => { file_path => "$dir/up.png" });
    my ($image) = $result->blocks('image');
    is($image && $image->{mimeType}, 'image/png', 'an image');
    is($result->bytes, $png, 'its bytes');
    my $binary = join '', map { chr($_ % 256) } 0 .. 999;
    put('some.bin', $binary);
    $result = tool(get_file_content => { file_path => "$dir/some.bin" });
    my ($resource) = $result->blocks('resource');
    ok($resource && $resource->{resource}{uri}, 'an embedded resource');
    is($result->bytes, $binary, 'its bytes');
    put('large.bin', $binary x 10000);
    $result = tool(get_file_content => { file_path => "$dir/large.bin" });
    is($result->bytes, undef, 'a large one is not given in part');
    like($result->text, qr/10000000 bytes/, 'but described');
    $result = tool(get_file_content =>
            { file_path => "$dir/large.bin", offset => 9_999_990, length => 100 });
    is($result->bytes, substr($binary, -10), 'unless a part is asked for');
};

subtest 'get_file_content: large' => sub {
    my $text = ("a \"line\" with \x{e9}\x{1F600}\\\t" . chr(1) . "\n") x 9000;
    my $binary = join '', map { chr($_ * $_ % 251) } 1 .. 100_001;
    my %text = (name => 'get_file_content', arguments => { file_path => "$dir/long.txt" });
    my %binary = (name => 'get_file_content',
        arguments => { file_path => "$dir/long.bin", offset => 1, length => 100_000 });
    put('long.txt', encode('UTF-8', $text));
    put('long.bin', $binary);
    for my $accept ('application/json, text/event-stream', 'text/event-stream, application/json') {
        my $answer = client('alice')->rpc('tools/call', \%text, { Accept => $accept });
        ok($answer->{result}{content}[0]{text} eq $text, "a text, $accept");
        $answer = client('alice')->rpc('tools/call', \%binary, { Accept => $accept });
        ok(decode_base64($answer->{result}{content}[1]{resource}{blob} || '') eq substr($binary, 1),
            "other bytes, $accept");
    }
    my $id = 0;
    my $response = client('alice', revision => '2025-03-26')->post([
        map { { jsonrpc => '2.0', id => ++$id, method => 'tools/call', params => $_ } }
            \(%text, %binary, %text)
    ]);
    my @content = map { $_->{result}{content} } @{ JSON::PP->new->utf8->decode($response->{content}) };
    ok($content[0][0]{text} eq $text && $content[2][0]{text} eq $text
            && decode_base64($content[1][1]{resource}{blob}) eq substr($binary, 1),
        'several in one batch');
};

subtest 'ids' => sub {
    my $data = gives(tool(get_file_id_by_path => { file_path => "$dir/$odd" }), 'an id');
    my $id = $data->{file_id};
    ok($id && $id =~ /^\d+$/, 'is a number');
    is($data->{path}, "$dir/$odd", 'of this path');
    is(gives(tool(get_file_path_by_id => { file_id => $id }), 'and back')->{path},
        "$dir/$odd", 'is the path');
    $data = gives(tool(get_file_id_by_path => { file_path => '/' }), 'the root has an id');
    is(gives(tool(get_file_path_by_id => { file_id => $data->{file_id} }), 'and back')->{path},
        '/', 'is the root');
    faults(tool(get_file_id_by_path => { file_path => "$dir/nope" }),
        qr/no file or folder/, 'a missing path');
    faults(tool(get_file_path_by_id => { file_id => 999_999_999 }),
        qr/no file or folder with the id 999999999/, 'a missing id');
    faults(tool(get_file_path_by_id => { file_id => 'x' }), qr/file_id/, 'no id at all');
    faults(tool(get_file_path_by_id => { file_id => $id }, user => 'bob'),
        qr/no file or folder with the id/, "another user's id");

    my $base = nextcloud_url();
    for my $form ("/f/$id", "/index.php/f/$id", "/apps/files/files/$id?dir=/x&openfile=true") {
        is(tool(get_file_content_by_file_link => { file_url => $base . $form })->text,
            'odd', "link $form");
    }
    is(tool(get_file_content_by_file_link =>
                { file_url => "$base/f/$id", offset => 0, length => 4 })->text(0),
        'odd', 'with offset and length');
    faults(tool(get_file_content_by_file_link => { file_url => "https://evil.test/f/$id" }),
        qr/does not lead to this Nextcloud/, 'a link to elsewhere');
    faults(tool(get_file_content_by_file_link => { file_url => "$base/s/AbCdEf" }),
        qr/public share link/, 'a public link');
    faults(tool(get_file_content_by_file_link => { file_url => "$base/f/999999999" }),
        qr/no file or folder with the id/, 'a link to nothing');
    faults(tool(get_file_content_by_file_link => { file_url => "$base/f/$id" }, user => 'bob'),
        qr/no file or folder with the id/, "a link to another user's file");
    $data = gives(tool(get_file_id_by_path => { file_path => $dir }), 'id of a folder');
    faults(tool(get_file_content_by_file_link => { file_url => "$base/f/$data->{file_id}" }),
        qr/is a folder/, 'a link to a folder');
};

subtest 'get_file_tree' => sub {
    my $data = gives(tool(get_file_tree => { path => $dir }), 'one level');
    my %seen = map { $_ => 1 } @{ $data->{entries} };
    is($data->{path}, $dir, 'its path');
    ok($seen{"$dir/x/"},    'a folder');
    ok($seen{"$dir/$odd"},  'a file');
    ok(!$seen{"$dir/x/y/"}, 'nothing further down');
    ok(!$seen{"$dir/"},     'not itself');
    ok(!$data->{truncated}, 'is complete');
    $data = gives(tool(get_file_tree => { path => "$dir/", depth => 3 }), 'three levels');
    %seen = map { $_ => 1 } @{ $data->{entries} };
    ok($seen{"$dir/x/y/z/"}, 'the third');
    $data = gives(tool(get_file_tree => { path => $dir, include_metadata => \1 }), 'metadata');
    my ($file) = grep { $_->{path} eq "$dir/up.txt" } @{ $data->{entries} };
    is($file->{bytes}, 5, 'size');
    is($file->{mimetype}, 'text/plain', 'type');
    ok($file->{file_id}, 'id');
    like($file->{last_modified}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'date');
    ok(!$file->{is_shared}, 'not shared');
    ok((grep { $_ eq 'update' } @{ $file->{permissions} }), 'permissions');
    ok(@{ gives(tool(get_file_tree => {}), 'the root')->{entries} }, 'has entries');
    faults(tool(get_file_tree => { path => "$dir/up.txt" }), qr/is a file/, 'a file');
    faults(tool(get_file_tree => { path => "$dir/nope" }), qr/no file or folder/, 'nothing');
    faults(tool(get_file_tree => { path => $dir, depth => 6 }), qr/depth/, 'too deep');
    faults(tool(get_file_tree => { path => $dir }, user => 'bob'),
        qr/no file or folder/, "another user's folder");
};

subtest 'get_folder_tree' => sub {
    my $data = gives(tool(get_folder_tree => { depth => 2 }), 'from the root');
    my %seen = map { $_->{path} => $_ } @{ $data->{folders} };
    ok($seen{$dir} && $seen{$dir}{file_id}, 'the folder');
    ok($seen{"$dir/x"}, 'a folder in it');
    ok(!$seen{"$dir/x/y"}, 'but no deeper');
    $data = gives(tool(get_folder_tree => { path => $dir, depth => 3 }), 'from a folder');
    %seen = map { $_->{path} => $_ } @{ $data->{folders} };
    ok($seen{"$dir/x/y/z"}, 'its paths are whole');
    faults(tool(get_folder_tree => { path => "$dir/nope", depth => 1 }), qr/./, 'a missing one');
    faults(tool(get_folder_tree => { depth => 0 }), qr/depth/, 'no depth');
};

# move_file and copy_file share everything but the verb.
for my $verb (qw(copy move)) {
    subtest "${verb}_file" => sub {
        my $call = sub {
            my ($from, $to, @more) = @_;
            return tool("${verb}_file",
                { source_path => $from, destination_path => $to, @more });
        };
        put('from.txt', 'from');
        put('there.txt', 'there');
        my $to = "$dir/x/$verb $odd";
        my $data = gives($call->("$dir/from.txt", $to), 'to an odd name');
        is($data->{path}, $to, 'the new path');
        is(stored($to), 'from', 'is there');
        is(dav('HEAD', "$dir/from.txt")->{status}, $verb eq 'copy' ? 200 : 404,
            'and the source');
        faults($call->($to, "$dir/there.txt"),
            qr/"\Q$dir\E\/there.txt" exists already.*overwrite:true/, 'no overwriting');
        is(stored("$dir/there.txt"), 'there', 'nothing was overwritten');
        $data = gives($call->($to, "$dir/there.txt", overwrite => \1), 'overwriting');
        ok($data->{replaced}, 'says so');
        is(stored("$dir/there.txt"), 'from', 'the new content');
        dav('MKCOL', "$dir/$verb into");
        $data = gives($call->("$dir/there.txt", "$dir/$verb into/"), 'into a folder');
        is($data->{path}, "$dir/$verb into/there.txt", 'keeps its name');
        faults($call->("$dir/nope", "$dir/nope2"), qr/no file or folder/, 'no source');
        put('there.txt', 'there');
        faults($call->("$dir/there.txt", "$dir/none/a.txt"),
            qr/"\Q$dir\E\/none" does not exist/, 'no such folder');
        faults($call->("$dir/x", "$dir/x/y/x"), qr/into itself/, 'a folder into itself');
        faults($call->("$dir/x/", "$dir/x"), qr/are the same/, 'to where it is');
        faults($call->("$dir/x/y/z", "$dir/x", overwrite => \1),
            qr/the folder it is in/, 'over its own folder');
        ok(dav('PROPFIND', "$dir/x/y/z", headers => { Depth => 0 })->{success},
            'all is still there');
        faults($call->('/', "$dir/root"), qr/root/, 'the root');
        faults($call->("$dir/../x", "$dir/y"), qr/\.\./, 'no ..');
        my $other = uid('bob');
        faults($call->("$dir/there.txt", "/../$other/x.txt"), qr/\.\./, 'not to another user');
        gives($call->("$dir/x/y", "$dir/$verb folder"), 'a folder');
        dav('MKCOL', "$dir/x/y");
        dav('MKCOL', "$dir/x/y/z");
    };
}

SKIP: {
    need_tool('convert_file', 6);
    put('convert.md', "# Title\n");
    my $unknown = tool(convert_file => {
            source_path => "$dir/convert.md", target_mime_type => 'application/x-nothing'
        });
    faults($unknown, qr/converts .* to: /, 'convert_file: to what is not known');
    my ($target) = $unknown->text =~ m{ to: ([\w.+-]+/[\w.+-]+)};
    my $result = tool(convert_file =>
            { source_path => "$dir/convert.md", target_mime_type => $target });
    SKIP: {
        skip('SKIP: ' . $result->text, 3) if $result->is_error;
        my $data = $result->data;
        like($data->{path}, qr/^\Q$dir\E\/convert/, 'convert_file: the new path');
        ok($data->{file_id}, 'its id');
        ok(dav('HEAD', $data->{path})->{success}, 'is there');
    }
    faults(tool(convert_file =>
                { source_path => "$dir/nope", target_mime_type => 'application/pdf' }),
        qr/no file or folder/, 'convert_file: nothing');
    faults(tool(convert_file => { source_path => $dir, target_mime_type => 'application/pdf' }),
        qr/is a folder/, 'convert_file: a folder');
}

subtest 'delete_file' => sub {
    faults(tool(delete_file => { path => "$dir/$odd" }, user => 'bob'),
        qr/no file or folder/, "another user's file");
    ok(gives(tool(delete_file => { path => "$dir/$odd" }), 'a file')->{deleted}, 'is deleted');
    is(dav('HEAD', "$dir/$odd")->{status}, 404, 'is gone');
    faults(tool(delete_file => { path => "$dir/$odd" }), qr/no file or folder/, 'again');
    faults(tool(delete_file => { path => '/' }),         qr/root/, 'not the root');
    faults(tool(delete_file => { path => '' }),          qr/./,    'not an empty path');
    faults(tool(delete_file => { path => "$dir/.." }),   qr/\.\./, 'no ..');
    gives(tool(delete_file => { path => $dir }), 'a folder with all it holds');
    is(dav('PROPFIND', $dir, headers => { Depth => 0 })->{status}, 404, 'is gone');
};

done_testing();
