# SPDX-License-Identifier: Apache-2.0
# The tools that run AI tasks: conf/tools.d/audio2text.json, image_gen.json,
# doc_gen.json and context_chat.json.
#
# Nextcloud lets a user schedule 20 tasks in two minutes; a live run takes 3.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

my $dir = '/' . unique('mcp ai');
my $file = "$dir/" . odd_name('.mp3');

END {
    local $?;
    dav('DELETE', $dir) if $dir;
    if (!is_live()) {
        MCP::StandIn::control(task_types => set => '');
        MCP::StandIn::control(apps => set => 'default');
    }
}

offer(
    [ apps => add => 'richdocuments' ],
    [   task_types => set => join ',',
        qw(core:audio2text core:text2image context_chat:context_chat
            richdocuments:text_to_text_document
            richdocuments:text_to_spreadsheet_document
            richdocuments:slide_deck_generation)
    ],
);
dav('MKCOL', $dir);
dav('PUT', $file, content => 'not really sound');

subtest 'transcribe_file' => sub {
    plan skip_all => 'SKIP: no provider for transcribe_file' unless has_tool('transcribe_file');
    my $id = gives(tool(get_file_id_by_path => { file_path => $file }), 'the id')->{file_id};
    my $link = nextcloud_url() . "/index.php/f/$id";

    like(gives(tool(transcribe_file => { file_url => $link }), 'by link')->{text},
        qr/^Canned transcript of .*\x{1F600}\.mp3 \(16 bytes\)/, 'what was said');
    like(gives(tool(transcribe_file => { file_url => $file }), 'by path')->{text},
        qr/^Canned transcript of /, 'what was said');
    faults(tool(transcribe_file => { file_url => "$dir/nope.mp3" }),
        qr/no file or folder.*get_file_tree/s, 'a missing file');
    faults(tool(transcribe_file => { file_url => nextcloud_url() . '/f/99999999' }),
        qr/no such file/, 'a missing id');
    faults(tool(transcribe_file => { file_url => 'https://elsewhere.example/f/1' }),
        qr/this Nextcloud/, 'a link to elsewhere');
    faults(tool(transcribe_file => {}), qr/file_url/, 'no file');
};

subtest 'generate_image' => sub {
    plan skip_all => 'SKIP: no provider for generate_image' unless has_tool('generate_image');
    my $result = tool(generate_image => { input => 'Zwölf Boxkämpfer #1 ' . "\x{1F600}" });
    my $data = gives($result, 'an image');
    my ($image) = $result->blocks('image');

    is($data->{mimetype}, 'image/png', 'its type');
    is($image && $image->{mimeType}, 'image/png', 'of the content too');
    like($result->bytes, qr/^\x89PNG/, 'a picture');
    is(length $result->bytes, $data->{bytes}, 'all of it');
    like($data->{url}, qr{^http.*/ocs/v2\.php/taskprocessing/tasks/\d+/file/\d+$}, 'a link');
    is(nextcloud('GET', $data->{url} =~ s{^https?://[^/]+}{}r)->{content}, $result->bytes,
        'to the same');
    faults(tool(generate_image => { input => '' }), qr/input/, 'nothing to show');
};

subtest 'generate_document' => sub {
    plan skip_all => 'SKIP: no provider for generate_document' unless has_tool('generate_document');
    my %starts = (
        'text document' => 'docx', 'pdf' => 'pdf', 'spreadsheet' => 'ods',
        'excel spreadsheet' => 'xlsx', 'slides' => 'PPTX'
    );
    for my $format (sort keys %starts) {
        my $result = tool(generate_document => { input => 'Größe #1', format => $format });
        ok(gives($result, $format)->{url}, 'a link');
        like($result->bytes, qr/^$starts{$format}: /, 'the file');
    }
    faults(tool(generate_document => { input => 'x', format => 'poem' }),
        qr/format/, 'an unknown format');
};

subtest 'ask_context_chat' => sub {
    plan skip_all => 'SKIP: no provider for ask_context_chat' unless has_tool('ask_context_chat');
    my $id = gives(tool(get_file_id_by_path => { file_path => $file }), 'the id')->{file_id};
    my $data = gives(tool(ask_context_chat => { question => 'Was ist „das“?' }), 'everything');

    is($data->{answer}, 'Answer to: Was ist „das“?', 'the answer');
    is_deeply($data->{sources}, [], 'without sources');
    $data = gives(
        tool(ask_context_chat => {
            question => 'why', scope_type => 'source', scope_list => ["files__default: $id"]
        }),
        'one file'
    );
    is($data->{sources}[0]{title}, odd_name('.mp3'), 'is the source');
    gives(tool(ask_context_chat => { question => 'why', scope_list => undef }), 'null as default');
    faults(tool(ask_context_chat => { question => 'why', scope_type => 'source' }),
        qr/needs scope_list/, 'no list');
    faults(tool(ask_context_chat => { question => 'why', scope_list => ['a'] }),
        qr/needs a scope_type/, 'a list for nothing');
    faults(tool(ask_context_chat => { question => 'why', scope_type => 'all' }),
        qr/scope_type/, 'an unknown scope');
};

subtest 'list_context_chat_providers' => sub {
    plan skip_all => 'SKIP: no provider for list_context_chat_providers' unless has_tool('list_context_chat_providers');
    my $data = gives(tool(list_context_chat_providers => {}), 'the list');
    my %label = map { $_->{id} => $_->{label} } @{ $data->{providers} };
    like($label{files__default}, qr/^Files\b/, 'the files');
    is_deeply([ grep { !length } %label ], [], 'each with id and label');
    faults(tool(list_context_chat_providers => { x => 1 }), qr/x/, 'an unknown argument');
};

# How long an AI may take is no affair of a real one.
if (!is_live()) {
    subtest 'what can go wrong' => sub {
        faults(tool(generate_image => { input => 'RIG-FAIL' }),
            qr/failed with this task/, 'the provider fails');
        faults(tool(generate_image => { input => 'RIG-SLEEP 60' }),
            qr/longer than a request may take.*cancelled/s, 'it takes too long');
        my @cancelled = grep { $_->{uri} =~ m{/tasks/\d+/cancel$} } MCP::StandIn::requests();
        is(scalar @cancelled, 1, 'and is cancelled at Nextcloud');
        sleep 2; # so that this makes a new list, which is good for a second
        gives(tool(get_file_id_by_path => { file_path => $file }), 'a provider is there');
        MCP::StandIn::control(task_types => set => 'core:text2image');
        faults(tool(ask_context_chat => { question => 'why' }),
            qr/no AI provider/, 'and has gone');
    };
    subtest 'progress' => sub {
        my $client = client('alice', endpoint => MCP::Test::endpoint());
        my $answer = $client->rpc('tools/call', {
            name => 'generate_image', arguments => { input => 'RIG-SLEEP 2' },
            _meta => { progressToken => 'p1' }
        });
        my @told = map { $_->{params} }
            grep { $_->{method} eq 'notifications/progress' } @{ $client->{events} };
        ok($answer->{result} && !$answer->{result}{isError}, 'it is done');
        cmp_ok(scalar @told, '>=', 2, 'and was told on the way');
        is($told[0]{progressToken}, 'p1', 'with the token');
        like($told[-1]{message}, qr/AI provider/, 'and in words');
    };
    subtest 'only where there is a provider' => sub {
        MCP::StandIn::control(task_types => set => '');
        sleep 7; # the old list is good for a while
        my $tools = client('alice', endpoint => MCP::Test::endpoint())->tools;
        ok(!$tools->{$_}, "no $_")
            for qw(transcribe_file generate_image generate_document ask_context_chat
                list_context_chat_providers);
        ok($tools->{get_file_content}, 'the others are there');
    };
}

done_testing();
