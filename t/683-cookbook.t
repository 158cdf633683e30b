# SPDX-License-Identifier: Apache-2.0
# The tools of conf/tools.d/cookbook.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

my $API = '/index.php/apps/cookbook/api/v1/recipes';
my $word = unique('wort');
my $name = "$word a+b äöü #1 100%25 \x{1F600}";
my $category = unique('Süd #');
my @made;

END {
    local $?;
    api('DELETE', "$API/$_") for @made;
}

need_app('cookbook', 'list_recipes');

my $id;
my %recipe = (
    description => "Zwei\nZeilen ü", ingredients => [ '3 Eier', "1 l Milch \x{1F95B}" ],
    instructions => "Mischen & rühren\n\n  \nBraten\n", prep_time => 'PT10M', cook_time => 'PT1H5M',
    category => $category, keywords => 'süß,schnell', servings => 4,
);

subtest 'definitions' => sub {
    ok(has_tool($_)->{annotations}{readOnlyHint}, "$_ only reads")
        for qw(list_recipes search_recipes get_recipe_details list_recipe_categories);
};

subtest 'create_recipe' => sub {
    my $data = gives(tool(create_recipe => { name => $name, %recipe }), 'with an odd name');
    push @made, $id = $data->{id};
    is($data->{name}, $name, 'its name');
    is($data->{description}, $recipe{description}, 'its description, and no more');
    is_deeply($data->{ingredients}, $recipe{ingredients}, 'its ingredients');
    is_deeply($data->{instructions}, [ 'Mischen & rühren', 'Braten' ], 'a step for each line');
    like($data->{cook_time}, qr/^PT1H0?5M/, 'its time');
    faults(tool(create_recipe => { name => $name }), qr/another recipe of this name/, 'again');
    faults(tool(create_recipe => { name => '' }), qr/name/, 'no name');
    faults(tool(create_recipe => { name => 'x', cook_time => '30 minutes' }), qr/cook_time.*PT30M/s, 'no duration');
    faults(tool(create_recipe => { name => 'x', prep_time => $_ }), qr/prep_time/, "$_ is none")
        for qw(P PT P1 PT5 PT5M3H);
};
BAIL_OUT('no recipe') unless $id;

subtest 'list_recipes' => sub {
    my ($one) = grep { $_->{id} == $id } @{ gives(tool(list_recipes => {}), 'all')->{recipes} };
    is($one->{name}, $name, 'the new one');
    is($one->{category}, $category, 'its category');
    my $data = gives(tool(list_recipes => { category => uc $category }), 'of a category, in capitals');
    is_deeply([ map { $_->{id} } @{ $data->{recipes} } ], [$id], 'one');
    is_deeply(gives(tool(list_recipes => { category => unique('none') }), 'no such category')->{recipes}, [], 'none');
    faults(tool(list_recipes => { limit => 1 }), qr/limit/, 'no such parameter');
};

subtest 'search_recipes' => sub {
    for my $term ($word, 'a+b', '100%25', $category, "$word x/y", "\x{1F600}") {
        my $data = gives(tool(search_recipes => { search_term => $term }), $term);
        ok((grep { $_->{id} == $id } @{ $data->{recipes} }), 'found');
    }
    is_deeply(gives(tool(search_recipes => { search_term => unique('no') }), 'nothing')->{recipes}, [], 'is');
    faults(tool(search_recipes => { search_term => ' ' }), qr/no words/, 'no words');
};

subtest 'get_recipe_details' => sub {
    is(gives(tool(get_recipe_details => { recipe_id => $id }), 'by id')->{servings}, 4, 'for four');
    is(gives(tool(get_recipe_details => { recipe_id => $name }), 'by name')->{id}, $id, 'the same');
    faults(tool(get_recipe_details => { recipe_id => 99_999_999 }), qr/no recipe.*list_recipes/s, 'missing');
    faults(tool(get_recipe_details => { recipe_id => unique('none') }), qr/no recipe/, 'no such name');
    faults(tool(get_recipe_details => { recipe_id => $id }, user => 'bob'), qr/no recipe/, "another's");
};

subtest 'update_recipe' => sub {
    my $data = gives(tool(update_recipe => { recipe_id => $name, servings => 2, instructions => "Nur\nzwei" }), 'two things');
    is($data->{servings}, 2, 'one');
    is_deeply($data->{instructions}, [qw(Nur zwei)], 'and the other');
    is_deeply($data->{ingredients}, $recipe{ingredients}, 'the ingredients stay');
    is($data->{keywords}, 'süß,schnell', 'the keywords stay');
    is($data->{category}, $category, 'the category stays');
    like($data->{cook_time}, qr/^PT1H0?5M/, 'the time stays');
    faults(tool(update_recipe => { recipe_id => $id }), qr/nothing to change/, 'nothing');
    faults(tool(update_recipe => { recipe_id => 99_999_999, name => 'x' }), qr/no recipe/, 'missing');
};

subtest 'list_recipe_categories' => sub {
    my ($one) = grep { $_->{name} eq $category }
        @{ gives(tool(list_recipe_categories => {}), 'all')->{categories} };
    is($one->{recipe_count}, 1, 'with its count');
    faults(tool(list_recipe_categories => { x => 1 }), qr/x/, 'takes no arguments');
};

subtest 'delete_recipe' => sub {
    is(gives(tool(delete_recipe => { recipe_id => $name }), 'by name')->{name}, $name, 'that one');
    faults(tool(delete_recipe => { recipe_id => $id }), qr/no recipe/, 'again');
    faults(tool(delete_recipe => {}), qr/recipe_id/, 'none');
};

done_testing();
