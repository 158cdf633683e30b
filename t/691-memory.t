# SPDX-License-Identifier: Apache-2.0
# The tools of conf/tools.d/memory.json, skills.json and assignments.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP ();
use Test::More;

use MCP::Test;

my $folder = '/' . unique('mcp');
my $odd = "$folder/" . odd_name('.md');
my ($root, $had_none);

END {
    local $?;
    dav('DELETE', $had_none ? '/Assistant' : "$root$folder") if $root;
    MCP::StandIn::control(apps => set => 'default') if !is_live();
    MCP::StandIn::control(task_types => set => '') if !is_live();
}

offer(
    [ apps => add => 'assistant' ],
    [ task_types => set => 'context_chat:context_chat_search' ],
);

# Where the files are, as Nextcloud itself has it.
sub find_root {
    my $path = '/Assistant';
    my $told = nextcloud('GET', '/ocs/v2.php/apps/assistant/api/v1/assistant-folder-path');

    ($path) = $told->{content} =~ m{"path":"(?:\\?/[^"/]+\\?/files)?(\\?/[^"]+)"}
        if $told->{success};
    return $path =~ s{\\/}{/}gr . '/Context Agent/Memories';
}

$had_none = dav('PROPFIND', '/Assistant', headers => { Depth => 0 })->{status} == 404;
$root = find_root();

subtest 'store_memory' => sub {
    my $data = gives(tool(store_memory => { path => $odd, content => "# Größe\n\x{1F600}\n" }),
        'with all folders above');
    is_deeply($data, { path => $odd, created => JSON::PP::true }, 'its path');
    my $got = dav('GET', "$root$odd");
    is($got->{content}, "# Gr\xc3\xb6\xc3\x9fe\n\xf0\x9f\x98\x80\n", 'is where Context Agent has it');
    like($got->{headers}{'content-type'}, qr{^text/markdown}, 'as Markdown');
    $data = gives(tool(store_memory => { path => $odd, content => 'new' }), 'again');
    ok(!$data->{created}, 'replaces it');
    gives(tool(store_memory => { path => substr($odd, 1, -3) . '/deep.markdown', content => 'x' }),
        'without the slash, two deep');
    faults(tool(store_memory => { path => '/a/b/c/d.md', content => 'x' }),
        qr/two folders deep/, 'three deep');
    faults(tool(store_memory => { path => "$folder/a.txt", content => 'x' }),
        qr/\.md/, 'another suffix');
    faults(tool(store_memory => { path => "$folder/.md", content => 'x' }), qr/\.md/, 'no name');
    faults(tool(store_memory => { path => "$folder/../../../x.md", content => 'x' }),
        qr/"\.\."/, 'no ..');
    faults(tool(store_memory => { path => '/', content => 'x' }), qr/no file/, 'no path');
    faults(tool(store_memory => { path => $odd }), qr/content/, 'no content');
};

subtest 'load_memory' => sub {
    my $result = tool(load_memory => { path => $odd });
    ok(!$result->is_error, 'one') || diag($result->text);
    is($result->text, 'new', 'its text');
    faults(tool(load_memory => { path => "$folder/nope.md" }),
        qr/no such memory.*list_memory_tree/s, 'a missing one');
    faults(tool(load_memory => { path => $folder }), qr/\.md/, 'a folder');
};

subtest 'list_memory_tree' => sub {
    my %seen = map { $_ => 1 } @{ gives(tool(list_memory_tree => {}), 'two levels')->{paths} };
    ok($seen{"$folder/"}, 'a folder');
    ok($seen{$odd}, 'a memory');
    ok(!$seen{ substr($odd, 0, -3) . '/deep.markdown' }, 'none of the third level');
    %seen = map { $_ => 1 }
        @{ gives(tool(list_memory_tree => { depth => 3 }), 'three levels')->{paths} };
    ok($seen{ substr($odd, 0, -3) . '/deep.markdown' }, 'has all');
    is_deeply(gives(tool(list_memory_tree => {}, user => 'bob'), 'who has none')->{paths}, [],
        'gets an empty list') if !is_live();
    faults(tool(list_memory_tree => { depth => 0 }), qr/depth/, 'no level');
};

subtest 'search_memories' => sub {
    plan skip_all => 'SKIP: no Context Chat' unless has_tool('search_memories');
    my $data = gives(tool(search_memories => { query => 'größe' }), 'all');
    my ($found) = grep { $_->{path} eq $odd } @{ $data->{memories} };
    is($found && $found->{content}, 'new', 'with content');
    faults(tool(search_memories => { query => 'x', k => 11 }), qr/k/, 'too many');
    faults(tool(search_memories => { query => '' }), qr/query/, 'no query');
    is_deeply(gives(tool(search_memories => { query => 'x' }, user => 'bob'), 'who has none'),
        { memories => [] }, 'finds none');
};

subtest 'delete_memory' => sub {
    is_deeply(gives(tool(delete_memory => { path => $odd }), 'one'),
        { path => $odd, deleted => JSON::PP::true }, 'is gone');
    faults(tool(delete_memory => { path => $odd }), qr/no such memory/, 'and not there again');
    faults(tool(delete_memory => { path => $folder }), qr/delete_memory_folder/, 'a folder');
};

subtest 'delete_memory_folder' => sub {
    faults(tool(delete_memory_folder => { path => '/' }), qr/Not all/, 'not all of them');
    faults(tool(delete_memory_folder => { path => '//' }), qr/Not all/, 'nor so');
    faults(tool(delete_memory_folder => { path => "$folder/x.md" }), qr/delete_memory\b/, 'no memory');
    gives(tool(delete_memory_folder => { path => $folder }), 'one');
    is(dav('PROPFIND', "$root$folder")->{status}, 404, 'is gone');
    faults(tool(delete_memory_folder => { path => $folder }), qr/no such memory/, 'nor there again');
};

subtest 'skills' => sub {
    plan skip_all => 'SKIP: no Assistant' unless has_tool('load_skill');
    my $name = unique('Zürich #1 ' . "\x{1F600}");
    my %skill = (skill_name => $name, description => 'How to travel', content => 'Go.');
    is(gives(tool(store_skill => \%skill), 'store_skill')->{action}, 'created', 'a new one');
    is(gives(tool(store_skill => \%skill), 'again')->{action}, 'overwritten', 'replaces it');
    like(gives(tool(load_skill => { skill_name => $name }), 'load_skill')->{content},
        qr/How to travel.*Go\./s, 'as it was stored');
    faults(tool(load_skill => { skill_name => 'nope' }), qr/not found/i, 'a missing one');
    faults(tool(load_skill => { skill_name => 'x' x 65 }), qr/skill_name/, 'too long a name');
    faults(tool(store_skill => { %skill, skill_name => 'a/b' }), qr/Invalid skill name/,
        'a name that the Assistant refuses');
    faults(tool(load_skill => { skill_name => '..' }), qr/\.\./, 'no ..');
    dav('DELETE', ($root =~ s/Memories$/Skills/r) . "/$name") if is_live();
};

subtest 'scheduled tasks' => sub {
    plan skip_all => 'SKIP: no Assistant' unless has_tool('create_scheduled_task');
    my %task = (
        title => "Täglich #1 \x{1F600}", prompt => 'Was gibt es Neues?',
        recurrence_rule => 'FREQ=DAILY;INTERVAL=1'
    );
    my $made = gives(
        tool(create_scheduled_task => {
            %task, timezone => 'Europe/Berlin', starts_at => '2099-01-31T08:00:00+01:00'
        }),
        'create_scheduled_task'
    );
    is($made->{starts_at}, '2099-01-31T07:00:00Z', 'when it begins');
    is($made->{recurrence_rule}, $task{recurrence_rule}, 'how often');
    is($made->{timezone}, 'Europe/Berlin', 'its zone');
    my $now = gives(tool(create_scheduled_task => { %task, recurrence_rule => '' }), 'now, once');
    ok($now->{id} != $made->{id}, 'is another');
    my %listed = map { $_->{id} => $_ }
        @{ gives(tool(list_scheduled_tasks => {}), 'list_scheduled_tasks')->{tasks} };
    is($listed{ $made->{id} }{prompt}, $task{prompt}, 'has it');
    my $new = gives(
        tool(update_scheduled_task => { id => $made->{id}, prompt => 'Nichts?', timezone => undef }),
        'update_scheduled_task'
    );
    is($new->{prompt}, 'Nichts?', 'what is given is set');
    is($new->{timezone}, 'Europe/Berlin', 'the rest stays');
    faults(tool(update_scheduled_task => { id => $made->{id} }), qr/Nothing to change/, 'nothing');
    faults(tool(update_scheduled_task => { id => 99999999, prompt => 'x' }),
        qr/no scheduled task/, 'a missing one');
    faults(tool(create_scheduled_task => { %task, recurrence_rule => 'often' }),
        qr/RFC 5545/, 'a wrong rule');
    faults(tool(create_scheduled_task => { %task, starts_at => 'tomorrow' }),
        qr/starts_at/, 'no date');
    faults(tool(create_scheduled_task => { %task, starts_at => '2099-01-31T08:00:00' }),
        qr/starts_at/, 'no offset');
    gives(tool(delete_scheduled_task => { id => $_->{id} }), 'delete_scheduled_task') for $made, $now;
    is_deeply(gives(tool(list_scheduled_tasks => {}), 'the list')->{tasks}, [], 'is empty');
    faults(tool(delete_scheduled_task => { id => 0 }), qr/id/, 'no id');
};

done_testing();
