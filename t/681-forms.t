# SPDX-License-Identifier: Apache-2.0
# The tools of conf/tools.d/forms.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

my $API = '/ocs/v2.php/apps/forms/api/v3/forms';
my $title = unique(odd_name());
my @made;

END {
    local $?;
    api('DELETE', "$API/$_") for @made;
}

need_app('forms', 'list_forms');

my ($id, %question);

subtest 'definitions' => sub {
    ok(has_tool($_)->{annotations}{readOnlyHint}, "$_ only reads")
        for qw(list_forms get_form_details get_form_responses);
};

subtest 'create_form' => sub {
    my $data = gives(tool(create_form => { title => $title, description => "Für \x{1F600}\n#2" }), 'with an odd name');
    push @made, $id = $data->{id};
    is($data->{title}, $title, 'its title');
    is($data->{description}, "Für \x{1F600}\n#2", 'its description, and no more');
    like($data->{link}, qr{^https?://.*/apps/forms/\w+$}, 'its link');
    is($data->{state}, 'open', 'open');
    faults(tool(create_form => { title => '' }), qr/title/, 'no title');
    faults(tool(create_form => { description => 'x' }), qr/title/, 'none at all');
};
BAIL_OUT('no form') unless $id;

subtest 'list_forms' => sub {
    my ($one) = grep { $_->{id} == $id } @{ gives(tool(list_forms => {}), 'mine')->{forms} };
    is($one->{title}, $title, 'the new one');
    is($one->{responses}, 0, 'no responses');
    ok(!exists $one->{expires}, 'never ends');
    ok(!(grep { $_->{id} == $id } @{ gives(tool(list_forms => {}, user => 'bob'), 'bob')->{forms} }), 'bob does not see it');
    faults(tool(list_forms => { x => 1 }), qr/x/, 'takes no arguments');
};

subtest 'add_question_to_form' => sub {
    my $add = sub {
        my ($text, $type, %more) = @_;
        my $data = gives(tool(add_question_to_form =>
                { form_id => $title, question_text => $text, question_type => $type, %more }), "$type");
        $question{$type} = $data;
        return $data;
    };
    ok($add->('Wie heißt du? #1', 'short', is_required => \1)->{is_required}, 'required');
    ok(!$add->("Text \x{1F600}", 'long')->{is_required}, 'not required');
    is_deeply($add->('Was?', 'multiple', options => [ 'ä 1', '#2', "\x{1F600}" ])->{options},
        [ 'ä 1', '#2', "\x{1F600}" ], 'its options');
    $add->('Eins?', 'multiple_unique', options => [ 'ja', 'nein' ]);
    is($add->('Wie viele?', 'number')->{settings}{validationType}, 'number', 'a number is a short text that is one');
    $add->('Wann?', 'date');
    my %in = (form_id => $id, question_text => 'x');
    faults(tool(add_question_to_form => { %in, question_type => 'nope' }), qr/question_type/, 'no such type');
    faults(tool(add_question_to_form => { %in, question_type => 'dropdown' }), qr/needs options/, 'no options');
    faults(tool(add_question_to_form => { %in, question_type => 'short', options => ['a'] }), qr/options are for/, 'options');
    faults(tool(add_question_to_form => { %in, form_id => 99_999_999, question_type => 'short' }), qr/no form.*list_forms/s, 'a missing form');
    faults(tool(add_question_to_form => { %in, question_type => 'short' }, user => 'bob'), qr/no form/, "another's");
};

subtest 'get_form_details' => sub {
    my $data = gives(tool(get_form_details => { form_id => $title }), 'by title');
    is($data->{id}, $id, 'that one');
    is(@{ $data->{questions} }, 6, 'six questions');
    is_deeply($data->{questions}[2]{options}, [ 'ä 1', '#2', "\x{1F600}" ], 'options');
    is($data->{questions}[0]{text}, 'Wie heißt du? #1', 'a text');
    faults(tool(get_form_details => { form_id => 99_999_999 }), qr/no form/, 'missing');
    faults(tool(get_form_details => { form_id => unique('none') }), qr/no form/, 'no such title');
};

subtest 'update_form_settings' => sub {
    my $data = gives(tool(update_form_settings => { form_id => $id, is_anonymous => \1, expires => 4102444800 }), 'two');
    ok($data->{is_anonymous}, 'anonymous');
    is($data->{expires}, '2100-01-01T00:00:00Z', 'its end');
    ok(!$data->{submit_multiple}, 'the others stay');
    $data = gives(tool(update_form_settings => { form_id => $title, is_anonymous => \0, expires => 0, submit_multiple => \1 }), 'back');
    ok(!exists $data->{expires}, 'no end');
    ok(!$data->{is_anonymous} && $data->{submit_multiple}, 'the flags');
    faults(tool(update_form_settings => { form_id => $id }), qr/nothing to change/, 'nothing');
    faults(tool(update_form_settings => { form_id => $id, expires => -1 }), qr/expires/, 'a wrong time');
    faults(tool(update_form_settings => { form_id => 99_999_999, is_anonymous => \1 }), qr/no form/, 'missing');
};

subtest 'get_form_responses' => sub {
    is(gives(tool(get_form_responses => { form_id => $id }), 'none')->{total}, 0, 'no responses');
    my $form = api('GET', "$API/$id");
    api('PATCH', "$API/$id", { keyValuePairs => { access => { permitAllUsers => \1, showToAllUsers => \1 } } });
    my ($many) = grep { $_->{type} eq 'multiple' } @{ $form->{questions} };
    for my $name ('Bob #1 ü', "B2 \x{1F600}") {
        api('POST', "$API/$id/submissions", { answers => {
            $question{short}{id} => [$name], $many->{id} => [ map { "$_->{id}" } @{ $many->{options} }[ 0, 1 ] ],
            $question{number}{id} => ['7'],
        }, shareHash => '' }, user => 'bob');
    }
    my $data = gives(tool(get_form_responses => { form_id => $title }), 'by title');
    is($data->{total}, 2, 'two');
    my ($one) = grep { $_->{answers}{'Wie heißt du? #1'} eq 'Bob #1 ü' } @{ $data->{responses} };
    is_deeply([ sort @{ $one->{answers}{'Was?'} } ], [ sort 'ä 1', '#2' ], 'several answers');
    is($one->{answers}{'Wie viele?'}, '7', 'a number');
    like($one->{at}, qr/^\d{4}-.*Z$/, 'when');
    ok($one->{by}, 'who');
    $data = gives(tool(get_form_responses => { form_id => $id, limit => 1 }), 'one at a time');
    is(@{ $data->{responses} }, 1, 'one');
    is($data->{next_offset}, 1, 'more follow');
    ok(!exists gives(tool(get_form_responses => { form_id => $id, limit => 1, offset => 1 }), 'the next')->{next_offset}, 'is the last');
    faults(tool(get_form_responses => { form_id => 99_999_999 }), qr/no form/, 'missing');
    is(gives(tool(get_form_responses => { form_id => $id }, user => 'bob'), 'by bob')->{total}, 2, 'his own');
};

subtest 'delete_form' => sub {
    faults(tool(delete_form => { form_id => $id }, user => 'bob'), qr/may not/, "another's");
    is(gives(tool(delete_form => { form_id => $title }), 'by title')->{id}, $id, 'that one');
    faults(tool(delete_form => { form_id => $id }), qr/no form/, 'again');
    faults(tool(delete_form => {}), qr/form_id/, 'none');
};

done_testing();
