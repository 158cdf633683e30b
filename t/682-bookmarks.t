# SPDX-License-Identifier: Apache-2.0
# The tools of conf/tools.d/bookmarks.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

my $API = '/index.php/apps/bookmarks/public/rest/v2';
my $tag = unique('täg #1');
my $word = unique('wörd');
my $title = "$word " . odd_name();
my $url = 'https://example.test/' . unique('ä b') . '?x=1&y=%20#f';
my (@made, @folders);

END {
    local $?;
    api('DELETE', "$API/bookmark/$_") for @made;
    api('DELETE', "$API/folder/$_") for reverse @folders;
}

need_app('bookmarks', 'list_bookmarks');

my ($id, $folder, $sub);
my $name = unique(odd_name('/x'));

subtest 'definitions' => sub {
    ok(has_tool($_)->{annotations}{readOnlyHint}, "$_ only reads")
        for qw(list_bookmarks search_bookmarks list_bookmark_folders list_bookmark_tags);
};

subtest 'create_bookmark_folder' => sub {
    my $data = gives(tool(create_bookmark_folder => { title => $name }), 'with an odd name');
    push @folders, $folder = $data->{id};
    is($data->{title}, $name, 'its title');
    $data = gives(tool(create_bookmark_folder => { title => 'Unter', parent_folder_id => $name }), 'below, by title');
    push @folders, $sub = $data->{id};
    is($data->{parent_folder_id}, $folder, 'its parent');
    faults(tool(create_bookmark_folder => { title => '' }), qr/title/, 'no title');
    faults(tool(create_bookmark_folder => { title => 'x', parent_folder_id => 99_999_999 }),
        qr/no bookmark folder/, 'a missing parent');
};

subtest 'list_bookmark_folders' => sub {
    my %by = map { $_->{id} => $_ } @{ gives(tool(list_bookmark_folders => {}), 'all')->{folders} };
    is($by{$folder}{title}, $name, 'the folder');
    is($by{$sub}{parent_folder_id}, $folder, 'and the one below');
    faults(tool(list_bookmark_folders => { root => 1 }), qr/root/, 'takes no arguments');
};

subtest 'create_bookmark' => sub {
    my $data = gives(tool(create_bookmark => { url => $url, title => $title, description => "Zwei\nZeilen \x{1F600}",
        tags => [ $tag, 'ü' ], folder_id => $name }), 'with an odd title');
    push @made, $id = $data->{id};
    is($data->{title}, $title, 'its title');
    is($data->{description}, "Zwei\nZeilen \x{1F600}", 'its description, and no more');
    is_deeply([ sort @{ $data->{tags} } ], [ sort $tag, 'ü' ], 'its tags');
    is_deeply($data->{folders}, [$folder], 'its folder');
    like($data->{added}, qr/^\d{4}-.*Z$/, 'when');
    ok(!exists $data->{ticket}, 'no ticket');
    faults(tool(create_bookmark => { url => $url, title => 'other' }), qr/already.*\Q$id\E/s, 'again');
    faults(tool(create_bookmark => { url => 'javascript:alert(1)' }), qr/https/, 'a script');
    faults(tool(create_bookmark => { url => 'http://' }), qr/Invalid URL|URL/, 'no URL');
    faults(tool(create_bookmark => { url => "$url&z", folder_id => unique('none') }), qr/no bookmark folder/, 'no such folder');
};
BAIL_OUT('no bookmark') unless $id;

subtest 'list_bookmarks' => sub {
    my $data = gives(tool(list_bookmarks => { tags => [$tag] }), 'by tag');
    is_deeply([ map { $_->{id} } @{ $data->{bookmarks} } ], [$id], 'one');
    is_deeply(gives(tool(list_bookmarks => { tags => [ $tag, unique('no') ] }), 'both tags')->{bookmarks}, [],
        'all tags count');
    $data = gives(tool(list_bookmarks => { folder_id => $folder }), 'by folder');
    is_deeply([ map { $_->{id} } @{ $data->{bookmarks} } ], [$id], 'one');
    $data = gives(tool(list_bookmarks => { folder_id => $name, limit => 1 }), 'by the title of a folder');
    is($data->{next_page}, 1, 'a full page may have another');
    is_deeply(gives(tool(list_bookmarks => { folder_id => $name, limit => 1, page => 1 }), 'the next')->{bookmarks}, [], 'is empty');
    faults(tool(list_bookmarks => { folder_id => 99_999_999 }), qr/no bookmark folder/, 'a missing folder');
    faults(tool(list_bookmarks => { limit => 0 }), qr/limit/, 'no limit');
};

subtest 'search_bookmarks' => sub {
    my $data = gives(tool(search_bookmarks => { search_term => "100% $word" }), 'two words of the title');
    is_deeply([ map { $_->{id} } @{ $data->{bookmarks} } ], [$id], 'found');
    is_deeply(gives(tool(search_bookmarks => { search_term => "$word " . unique('no') }), 'one word more')->{bookmarks},
        [], 'nothing');
    faults(tool(search_bookmarks => { search_term => ' ' }), qr/search_term/, 'no words');
};

subtest 'list_bookmark_tags' => sub {
    my ($one) = grep { $_->{name} eq $tag } @{ gives(tool(list_bookmark_tags => {}), 'all')->{tags} };
    is($one->{count}, 1, 'with its count');
    faults(tool(list_bookmark_tags => { x => 1 }), qr/x/, 'takes no arguments');
};

subtest 'update_bookmark' => sub {
    my $data = gives(tool(update_bookmark => { bookmark_id => $id, title => 'Neu #2' }), 'the title');
    is($data->{title}, 'Neu #2', 'is new');
    is(@{ $data->{tags} }, 2, 'the tags stay');
    is_deeply($data->{folders}, [$folder], 'the folder stays');
    $data = gives(tool(update_bookmark => { bookmark_id => $id, tags => ['t'], folders => [ 'unter', -1 ] }), 'tags and folders');
    is_deeply($data->{tags}, ['t'], 'these tags');
    is_deeply([ sort @{ $data->{folders} } ], [ sort $sub, -1 ], 'these folders');
    is($data->{title}, 'Neu #2', 'the title stays');
    faults(tool(update_bookmark => { bookmark_id => $id }), qr/nothing to change/, 'nothing');
    faults(tool(update_bookmark => { bookmark_id => 99_999_999, title => 'x' }), qr/no bookmark/, 'missing');
    faults(tool(update_bookmark => { bookmark_id => $id, folders => [99_999_999] }), qr/no bookmark folder/, 'no such folder');
    faults(tool(update_bookmark => { bookmark_id => $id, title => 'x' }, user => 'bob'), qr/no bookmark/, "another's");
};

subtest 'delete_bookmark' => sub {
    faults(tool(delete_bookmark => { bookmark_id => $id }, user => 'bob'), qr/no bookmark/, "another's");
    is(gives(tool(delete_bookmark => { bookmark_id => $id }), 'mine')->{id}, $id, 'that one');
    faults(tool(delete_bookmark => { bookmark_id => $id }), qr/no bookmark/, 'again');
    faults(tool(delete_bookmark => { bookmark_id => 'x' }), qr/bookmark_id/, 'no id');
};

done_testing();
