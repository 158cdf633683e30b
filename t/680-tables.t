# SPDX-License-Identifier: Apache-2.0
# The tools of conf/tools.d/tables.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP ();
use Test::More;

use MCP::Test;

my $API = '/index.php/apps/tables/api/1';
my $bob = uid('bob');
my $title = unique(odd_name());
my @made;

END {
    local $?;
    api('DELETE', "$API/tables/$_") for @made;
}

need_app('tables', 'list_tables');

my ($id, %column);

subtest 'definitions' => sub {
    ok(has_tool($_)->{annotations}{readOnlyHint}, "$_ only reads")
        for qw(list_tables list_columns list_rows);
    ok(!exists has_tool($_)->{annotations}{destructiveHint}
            || has_tool($_)->{annotations}{destructiveHint}, "$_ takes away")
        for qw(delete_table delete_column delete_row update_row);
};

subtest 'create_table' => sub {
    my $data = gives(tool(create_table => { title => $title, emoji => "\x{1F4E6}" }), 'with an odd name');
    push @made, $id = $data->{id};
    is($data->{title}, $title, 'its title');
    is($data->{emoji}, "\x{1F4E6}", 'its emoji');
    $data = gives(tool(create_table => { title => unique('todo'), template => 'todo' }), 'a template');
    push @made, $data->{id};
    cmp_ok(scalar @{ gives(tool(list_columns => { table_id => $data->{id} }), 'its columns')->{columns} },
        '>', 1, 'has columns');
    faults(tool(create_table => { title => '' }), qr/title/, 'no title');
    faults(tool(create_table => { title => 'x', template => 'nosuch' }), qr/template/, 'no such template');
};
BAIL_OUT('no table') unless $id;

subtest 'list_tables' => sub {
    my ($one) = grep { $_->{id} == $id } @{ gives(tool(list_tables => {}), 'mine')->{tables} };
    is($one->{title}, $title, 'the new one');
    is($one->{owner}, uid('alice'), 'its owner');
    is($one->{rows}, 0, 'no rows');
    ok(!exists $one->{archived}, 'not archived');
    ok(!(grep { $_->{id} == $id } @{ gives(tool(list_tables => {}, user => 'bob'), 'bob')->{tables} }),
        'bob does not see it');
    faults(tool(list_tables => { limit => 5 }), qr/limit/, 'takes no arguments');
};

subtest 'update_table' => sub {
    my $data = gives(tool(update_table => { table_id => $id, archived => \1 }), 'archive');
    ok($data->{archived}, 'archived');
    is($data->{title}, $title, 'the title stays');
    $data = gives(tool(update_table => { table_id => $title, emoji => "\x{1F600}" }), 'by title');
    ok($data->{archived}, 'stays archived');
    is($data->{emoji}, "\x{1F600}", 'the emoji');
    ok(!gives(tool(update_table => { table_id => $id, archived => \0 }), 'take back')->{archived}, 'is not');
    faults(tool(update_table => { table_id => $id }), qr/nothing to change/, 'nothing');
    faults(tool(update_table => { table_id => 99_999_999, title => 'x' }), qr/no table.*list_tables/s, 'missing');
    faults(tool(update_table => { table_id => unique('none'), title => 'x' }), qr/There is no table/, 'no such title');
    faults(tool(update_table => { table_id => $id, title => 'x' }, user => 'bob'), qr/no table/, "another's");
};

subtest 'create_column' => sub {
    my %in = (table_id => $id);
    my $add = sub {
        my ($name, %settings) = @_;
        my $data = gives(tool(create_column => { %in, title => $name, %settings }), $name);
        return $column{$name} = $data->{id};
    };
    my $odd = "Ünit #1 \x{1F600} & \"x\"";
    $add->('Name', column_type => 'text', subtype => 'line', mandatory => \1);
    $add->($odd, column_type => 'text', text_default => 'ü');
    $add->('Qty', column_type => 'number', number_suffix => 'kg', number_min => 0, number_max => 9.5,
        number_decimals => 1, description => 'how much');
    $add->('State', column_type => 'selection', selection_options => [ 'open', 'dön #1' ], selection_default => 'open');
    $add->('Tags', column_type => 'selection', subtype => 'multi',
        selection_options => '[{"id":3,"label":"a"},{"id":5,"label":"b"}]', selection_default => '["a","b"]');
    $add->('Done', column_type => 'selection', subtype => 'check');
    $add->('When', column_type => 'datetime');
    $add->('Day', column_type => 'datetime', subtype => 'date', datetime_default => 'today');
    $add->('Link', column_type => 'text', subtype => 'link');
    $add->('Who', column_type => 'usergroup', usergroup_default => $bob);
    faults(tool(create_column => { %in, title => 'x', column_type => 'nope' }), qr/column_type/, 'no such type');
    faults(tool(create_column => { %in, title => 'x', column_type => 'text', subtype => 'stars' }),
        qr/line long rich link/, 'a subtype of another type');
    faults(tool(create_column => { %in, title => 'x', column_type => 'text', number_min => 1 }),
        qr/number_min is for columns of the type number/, 'a setting of another type');
    faults(tool(create_column => { %in, title => 'x', column_type => 'selection', selection_options => 'a' }),
        qr/list of labels/, 'options that are no list');
    faults(tool(create_column => { %in, title => 'x', column_type => 'selection',
                selection_options => ['a'], selection_default => 'b' }),
        qr/no option "b".*"a"/s, 'a default that is no option');
    faults(tool(create_column => { table_id => 99_999_999, title => 'x', column_type => 'text' }),
        qr/no table/, 'a missing table');
};

subtest 'list_columns' => sub {
    my %by = map { $_->{title} => $_ }
        @{ gives(tool(list_columns => { table_id => $title }), 'by title')->{columns} };
    is(keys %by, keys %column, 'all');
    ok($by{Name}{mandatory}, 'mandatory');
    is($by{Qty}{number_suffix}, 'kg', 'a unit');
    is($by{Qty}{number_max}, 9.5, 'a maximum');
    ok(!exists $by{Name}{number_decimals}, 'nothing of other types');
    is_deeply([ map { $_->{label} } @{ $by{State}{selection_options} } ], [ 'open', 'dön #1' ], 'options');
    faults(tool(list_columns => { table_id => 99_999_999 }), qr/no table/, 'a missing table');
    faults(tool(list_columns => {}), qr/table_id/, 'no table');
};

my ($first, $second);

subtest 'create_row' => sub {
    my ($odd) = grep { /^.nit/ } keys %column;
    my $data = gives(tool(create_row => { table_id => $title, data => {
        Name => "Bölt #1 \x{1F600}", Qty => 2.5, State => 'dön #1', Tags => [ 'a', 5 ], Done => JSON::PP::true,
        When => '2026-12-01T10:30', Day => '2026-12-01', Link => 'Näme (https://example.test/a?b=1#c)',
        Who => [$bob], $odd => "z \x{1F600}",
    } }), 'all types, by column title');
    $first = $data->{id};
    my $rows = gives(tool(list_rows => { table_id => $id }), 'rows')->{rows};
    is_deeply($rows, [ { id => $first, values => {
        Name => "Bölt #1 \x{1F600}", Qty => 2.5, State => 'dön #1', Tags => [ 'a', 'b' ], Done => JSON::PP::true,
        When => '2026-12-01 10:30', Day => '2026-12-01', Link => 'Näme (https://example.test/a?b=1#c)',
        Who => [$bob], $odd => "z \x{1F600}",
    } } ], 'read back as given');
    $data = gives(tool(create_row => { table_id => $id,
        data => JSON::PP->new->encode({ $column{Name} => 'Nut', qty => '3', $column{State} => 1 }) }),
        'JSON text, by ids');
    $second = $data->{id};
    is($data->{values}{State}, 'open', 'an option by its id');
    my %bad = (
        Qty => [ 'many', qr/"Qty" wants a number/ ], State => [ 'nope', qr/no option "nope"/ ],
        When => [ '2026-12-01T10:00:00Z', qr/time zone/ ], Day => [ 'tomorrow', qr/YYYY-MM-DD/ ],
        Done => [ 'maybe', qr/true or false/ ], Link => [ 'javascript:x', qr/https/ ],
        Nope => [ 1, qr/no column "Nope"/ ], Who => [ [ unique('nobody') ], qr/not found/i ],
    );
    faults(tool(create_row => { table_id => $id, data => { Name => 'x', $_ => $bad{$_}[0] } }),
        $bad{$_}[1], "a wrong $_") for sort keys %bad;
    faults(tool(create_row => { table_id => $id, data => { Qty => 1 } }), qr/Name/, 'a mandatory one missing');
    faults(tool(create_row => { table_id => $id, data => '{bad' }), qr/no JSON/, 'no JSON');
    faults(tool(create_row => { table_id => $id, data => {} }), qr/at least one/, 'no data');
    faults(tool(create_row => { table_id => $id, data => { Name => 'x', $column{Name} => 'y' } }),
        qr/twice/, 'one column twice');
    faults(tool(create_row => { table_id => 99_999_999, data => { a => 1 } }), qr/no table/, 'a missing table');
    is(@{ gives(tool(list_rows => { table_id => $id }), 'rows')->{rows} }, 2, 'none of these made a row');
};

subtest 'list_rows' => sub {
    my $data = gives(tool(list_rows => { table_id => $title, limit => 1 }), 'the first');
    is($data->{rows}[0]{id}, $first, 'of two');
    is($data->{next_offset}, 1, 'more follow');
    $data = gives(tool(list_rows => { table_id => $title, limit => 1, offset => 1 }), 'the second');
    is($data->{rows}[0]{id}, $second, 'is the last');
    ok(!exists $data->{next_offset}, 'nothing follows');
    is_deeply(gives(tool(list_rows => { table_id => $id, offset => 5 }), 'behind the end')->{rows}, [], 'nothing');
    faults(tool(list_rows => { table_id => $id, limit => 0 }), qr/limit/, 'no rows');
    faults(tool(list_rows => { table_id => 99_999_999 }), qr/no table/, 'a missing table');
    faults(tool(list_rows => { table_id => 1, view_id => 99_999_999 }), qr/no table or view|no table/, 'a missing view');
    faults(tool(list_rows => { table_id => $id }, user => 'bob'), qr/no table/, "another's");
};

subtest 'update_row' => sub {
    my $data = gives(tool(update_row => { row_id => $first, data => { Qty => 7, Tags => [] } }), 'two values');
    is($data->{values}{Qty}, 7, 'the new one');
    is($data->{values}{Name}, "Bölt #1 \x{1F600}", 'the others stay');
    ok(!exists $data->{values}{Tags}, 'an empty list');
    $data = gives(tool(update_row => { row_id => $first, data => { Qty => undef } }), 'null');
    ok(!exists $data->{values}{Qty}, 'empties');
    faults(tool(update_row => { row_id => $first, data => { Nope => 1 } }), qr/no column/, 'no such column');
    faults(tool(update_row => { row_id => 99_999_999, data => { Qty => 1 } }), qr/no row.*list_rows/s, 'missing');
    faults(tool(update_row => { row_id => $first, data => { Qty => 1 } }, user => 'bob'), qr/no row|may not/, "another's");
};

subtest 'update_column' => sub {
    my $data = gives(tool(update_column => { column_id => $column{Qty}, title => 'Menge ü#' }), 'rename');
    is($data->{title}, 'Menge ü#', 'its title');
    is($data->{description}, 'how much', 'the description stays');
    is($data->{number_max}, 9.5, 'the limits stay');
    is($data->{number_suffix}, 'kg', 'the unit stays');
    $data = gives(tool(update_column => { column_id => 'who', table_id => $title, usergroup_select_groups => \1 }), 'by title');
    ok($data->{usergroup_select_users}, 'the other flags stay');
    ok($data->{usergroup_select_groups}, 'this one is new');
    is_deeply([ map { $_->{id} } @{ $data->{usergroup_default} } ], [$bob], 'the default stays');
    $data = gives(tool(update_column => { column_id => $column{Tags}, selection_options => [ 'new', 'b' ] }), 'options');
    my %ids = map { $_->{label} => $_->{id} } @{ $data->{selection_options} };
    is_deeply(\%ids, { new => 6, b => 5 }, 'one that was there keeps its id');
    faults(tool(update_column => { column_id => $column{Qty} }), qr/nothing to change/, 'nothing');
    faults(tool(update_column => { column_id => 'Who', title => 'x' }), qr/table_id/, 'a title alone');
    faults(tool(update_column => { column_id => 99_999_999, title => 'x' }), qr/no column/, 'missing');
    faults(tool(update_column => { column_id => $column{Name}, usergroup_multiple_items => \1 }),
        qr/type usergroup/, 'a setting of another type');
};

subtest 'delete_row' => sub {
    my $data = gives(tool(delete_row => { row_id => $second }), 'the second');
    is($data->{id}, $second, 'that one');
    is($data->{table_id}, $id, 'of this table');
    is(@{ gives(tool(list_rows => { table_id => $id }), 'rows')->{rows} }, 1, 'one is left');
    faults(tool(delete_row => { row_id => $second }), qr/no row/, 'again');
    faults(tool(delete_row => { row_id => "x" }), qr/row_id/, 'no id');
};

subtest 'delete_column' => sub {
    is(gives(tool(delete_column => { column_id => $column{Link} }), 'by id')->{id}, $column{Link}, 'that one');
    gives(tool(delete_column => { column_id => 'Day', table_id => $id }), 'by title');
    faults(tool(delete_column => { column_id => $column{Link} }), qr/no column/, 'again');
    faults(tool(delete_column => { column_id => 'Nope', table_id => $id }), qr/no column "Nope"/, 'no such title');
};

subtest 'delete_table' => sub {
    faults(tool(delete_table => { table_id => $id }, user => 'bob'), qr/no table/, "another's");
    is(gives(tool(delete_table => { table_id => $title }), 'by title')->{id}, $id, 'that one');
    faults(tool(delete_table => { table_id => $id }), qr/no table/, 'again');
    faults(tool(delete_table => {}), qr/table_id/, 'none');
};

done_testing();
