# SPDX-License-Identifier: Apache-2.0
# The tools of conf/tools.d/notes.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

my $API = '/index.php/apps/notes/api/v1/notes';
# Notes leaves out what no file name may have.
my $title = unique("a b äöü #1 100% &+;= \x{1F600}");
my $category = unique('Süd') . '/#1';
my @made;

END {
    local $?;
    api('DELETE', "$API/$_") for @made;
}

need_app('notes', 'list_notes');

my $id;

subtest 'definitions' => sub {
    ok(has_tool($_)->{annotations}{readOnlyHint}, "$_ only reads") for qw(list_notes get_note);
};

subtest 'create_note' => sub {
    my $data = gives(tool(create_note => { title => $title, content => "# Hällo \x{1F600}\n", category => $category }),
        'with an odd title');
    push @made, $id = $data->{id};
    is($data->{title}, $title, 'its title');
    is($data->{category}, $category, 'its category');
    faults(tool(create_note => { title => '' }), qr/title/, 'no title');
    faults(tool(create_note => { content => 'x' }), qr/title/, 'none at all');
};
BAIL_OUT('no note') unless $id;

subtest 'list_notes' => sub {
    my ($one) = grep { $_->{id} == $id } @{ gives(tool(list_notes => {}), 'all')->{notes} };
    is($one->{title}, $title, 'the new one');
    ok(!exists $one->{content}, 'without its text');
    my $data = gives(tool(list_notes => { category => $category }), 'of a category');
    is_deeply([ map { $_->{id} } @{ $data->{notes} } ], [$id], 'one');
    is_deeply(gives(tool(list_notes => { category => unique('none') }), 'no such category')->{notes}, [], 'none');
    faults(tool(list_notes => { limit => 1 }), qr/limit/, 'no such parameter');
};

subtest 'get_note' => sub {
    is(gives(tool(get_note => { note_id => $id }), 'by id')->{content}, "# Hällo \x{1F600}\n", 'its text');
    my $data = gives(tool(get_note => { note_id => $title }), 'by title');
    is($data->{id}, $id, 'the same');
    like($data->{modified}, qr/^\d{4}-.*Z$/, 'when');
    faults(tool(get_note => { note_id => 99_999_999 }), qr/no note.*list_notes/s, 'missing');
    faults(tool(get_note => { note_id => unique('none') }), qr/no note/, 'no such title');
    faults(tool(get_note => { note_id => $id }, user => 'bob'), qr/no note/, "another's");
};

subtest 'update_note' => sub {
    my $text = sub { gives(tool(get_note => { note_id => $id }), 'read')->{content} };
    gives(tool(update_note => { note_id => $title, content => 'zwei ü', append => \1 }), 'append');
    is($text->(), "# Hällo \x{1F600}\nzwei ü", 'below the text');
    gives(tool(update_note => { note_id => $id, content => 'drei', append => \1 }), 'append again');
    is($text->(), "# Hällo \x{1F600}\nzwei ü\ndrei", 'on a line of its own');
    my $data = gives(tool(update_note => { note_id => $id, title => "$title 1" }), 'the title');
    is($data->{category}, $category, 'the category stays');
    is($text->(), "# Hällo \x{1F600}\nzwei ü\ndrei", 'the text stays');
    gives(tool(update_note => { note_id => $id, content => 'neu', title => "$title 2" }), 'text and title');
    is($text->(), 'neu', 'the text');
    is(gives(tool(get_note => { note_id => "$title 2" }), 'by its new title')->{id}, $id, 'the title');
    faults(tool(update_note => { note_id => $id }), qr/nothing to change/, 'nothing');
    faults(tool(update_note => { note_id => 99_999_999, content => 'x' }), qr/no note/, 'missing');
    faults(tool(update_note => { note_id => $id, append => \1 }), qr/nothing to change/, 'nothing to append');
};

subtest 'delete_note' => sub {
    faults(tool(delete_note => { note_id => $id }, user => 'bob'), qr/no note/, "another's");
    is(gives(tool(delete_note => { note_id => "$title 2" }), 'by title')->{id}, $id, 'that one');
    faults(tool(delete_note => { note_id => $id }), qr/no note/, 'again');
    faults(tool(delete_note => {}), qr/note_id/, 'none');
};

done_testing();
