# SPDX-License-Identifier: Apache-2.0
# Tables: tables and columns. Rows are in TablesRow.pm. All of it is the one
# subject 'tables' of the state.
package StandIn::Tables;
use strict;
use warnings;
use POSIX ();
use StandIn::App ();
use StandIn::Json ();
use StandIn::TablesRow ();
use StandIn::Users ();

my $T = '/api/1/tables';
my $C = '/api/1/columns';
my @ROUTES = (
    [ GET    => qr{^$T$},                 \&list ],
    [ POST   => qr{^$T$},                 \&create ],
    [ GET    => qr{^$T/(\d+)$},           \&get ],
    [ PUT    => qr{^$T/(\d+)$},           \&update ],
    [ DELETE => qr{^$T/(\d+)$},           \&remove ],
    [ GET    => qr{^$T/(\d+)/columns$},   \&columns ],
    [ POST   => qr{^$T/(\d+)/columns$},   \&add_column ],
    [ GET    => qr{^/api/1/views/(\d+)/columns$}, \&no_view ],
    [ GET    => qr{^$C/(\d+)$},           \&column ],
    [ PUT    => qr{^$C/(\d+)$},           \&update_column ],
    [ DELETE => qr{^$C/(\d+)$},           \&remove_column ],
);

sub handle {
    my ($ctx, $path) = @_;
    return StandIn::App::route($ctx, $path,
        [ @ROUTES, StandIn::TablesRow::routes($T, '/api/1/rows') ]);
}

sub now { return POSIX::strftime('%Y-%m-%d %H:%M:%S', gmtime) }

sub load   { return StandIn::App::load($_[0], 'tables') }
sub change { return StandIn::App::change($_[0], 'tables', $_[1]) }

# ---- tables ------------------------------------------------------------------------

# The table, if it is the caller's; what is missing is a 404 without a body, or
# a 403 with words.
sub table {
    my ($ctx, $data, $id, $words) = @_;
    my $table = $data->{tables}{$id};
    return $table if $table && $table->{owner} eq $ctx->{uid};
    StandIn::App::refuse($ctx, 403, { message => "no read access to table id = $id" }) if $words;
    StandIn::App::refuse($ctx, 404);
}

sub columns_of {
    my ($data, $id) = @_;
    return grep { $_->{tableId} == $id } StandIn::App::by_id($data->{columns});
}

sub _view {
    my ($data, $table) = @_;
    my $rows = grep { $_->{tableId} == $table->{id} } values %{ $data->{rows} // {} };
    my @no   = map { ($_ => StandIn::Json::false()) } qw(isShared favorite hasShares);
    return {
        (map { ($_ => $table->{$_}) } qw(id title emoji createdAt lastEditAt)), @no,
        ownership => $table->{owner}, createdBy => $table->{owner}, lastEditBy => $table->{owner},
        ownerDisplayName => StandIn::Users::display($table->{owner}),
        archived => StandIn::Json::bool($table->{archived}), onSharePermissions => undef,
        rowsCount => 0 + $rows, columnsCount => 0 + columns_of($data, $table->{id}),
        views => [], description => '',
    };
}

sub list {
    my ($ctx) = @_;
    my $data = load($ctx);
    my @mine = grep { $_->{owner} eq $ctx->{uid} } StandIn::App::by_id($data->{tables});
    return StandIn::App::answer($ctx, 200, [ map { _view($data, $_) } @mine ]);
}

# An unknown template makes no columns, and no complaint.
my %TEMPLATES = (todo => [qw(Task Description Target Progress)]);

sub create {
    my ($ctx) = @_;
    my $req = $ctx->{req};
    return change($ctx, sub {
        my ($data) = @_;
        my $id = StandIn::App::next_id($data, 'table');
        my $table = $data->{tables}{$id} = {
            id => $id, title => $req->param('title') // '', emoji => $req->param('emoji'),
            owner => $ctx->{uid}, createdAt => now(), lastEditAt => now(),
        };
        _fill(_insert_column($ctx, $data, $id, { title => $_, type => 'text', subtype => 'line' }))
            for @{ $TEMPLATES{ $req->param('template') // '' } // [] };
        return StandIn::App::answer($ctx, 200, _view($data, $table));
    });
}

sub get {
    my ($ctx, $id) = @_;
    my $data = load($ctx);
    return StandIn::App::answer($ctx, 200, _view($data, table($ctx, $data, $id)));
}

# Whether it is archived is taken as "no" where nothing is said.
sub update {
    my ($ctx, $id) = @_;
    my $params = $ctx->{req}->params;
    return change($ctx, sub {
        my ($data) = @_;
        my $table = table($ctx, $data, $id);
        $table->{$_} = $params->{$_} for grep { defined $params->{$_} } qw(title emoji);
        $table->{archived} = StandIn::App::bool($params->{archived});
        $table->{lastEditAt} = now();
        return StandIn::App::answer($ctx, 200, _view($data, $table));
    });
}

sub remove {
    my ($ctx, $id) = @_;
    return change($ctx, sub {
        my ($data) = @_;
        my $view = _view($data, table($ctx, $data, $id));
        delete $data->{tables}{$id};
        for my $kind (qw(columns rows)) {
            my $things = $data->{$kind} // {};
            delete $things->{$_} for grep { $things->{$_}{tableId} == $id } keys %$things;
        }
        return StandIn::App::answer($ctx, 200, $view);
    });
}

# ---- columns -----------------------------------------------------------------------

my @TEXTS   = qw(numberPrefix numberSuffix);
my @NUMBERS = qw(numberDefault numberMin numberMax numberDecimals textMaxLength);
my @VALUES  = qw(textDefault textAllowedPattern);
my @FLAGS   = qw(textUnique usergroupMultipleItems usergroupSelectUsers usergroupSelectGroups
    usergroupSelectTeams);
my @DEFAULTS = qw(selectionDefault datetimeDefault);
my @JSON    = qw(selectionOptions usergroupDefault);

sub _number { return defined $_[0] ? 0 + $_[0] : undef }
sub _flag   { return defined $_[0] ? StandIn::Json::bool(StandIn::App::bool($_[0])) : undef }

sub _column_view {
    my ($column) = @_;
    my $settings = $column->{settings};
    return {
        (map { ($_ => $column->{$_}) }
            qw(id tableId title type subtype createdAt lastEditAt)),
        (map { ($_ . 'By' => $column->{by}, $_ . 'ByDisplayName' => StandIn::Users::display($column->{by})) }
            qw(created lastEdit)),
        viewColumnInformation => undef, mandatory => StandIn::Json::bool($column->{mandatory}),
        description => $column->{description},
        (map { ($_ => $settings->{$_} // '') } @TEXTS), (map { ($_ => $settings->{$_}) } @VALUES),
        (map { ($_ => _number($settings->{$_})) } @NUMBERS), (map { ($_ => _flag($settings->{$_})) } @FLAGS),
        showUserStatus => _flag($settings->{usergroupShowUserStatus}),
        (map { ($_ => $settings->{$_}) } @DEFAULTS),
        (map { ($_ => StandIn::App::unpack_json($settings->{$_} || '[]') // []) } @JSON),
        customSettings => {},
    };
}

sub _insert_column {
    my ($ctx, $data, $table, $params) = @_;
    my $id = StandIn::App::next_id($data, 'column');
    my $column = $data->{columns}{$id} = {
        (map { ($_ => $params->{$_}) } qw(title type description)),
        id => $id, tableId => 0 + $table, subtype => $params->{subtype} // '',
        mandatory => StandIn::App::bool($params->{mandatory}), by => $ctx->{uid},
        createdAt => now(), lastEditAt => now(), settings => _settings($params),
    };
    $column->{description} //= '';
    $column->{settings}{$_} //= '' for @DEFAULTS;
    return $column;
}

# What is filled in once a column is kept; the answer to POST does not have it.
sub _fill {
    my ($column) = @_;
    $column->{settings}{$_} //= 0 for @FLAGS, qw(numberDecimals usergroupShowUserStatus);
    return;
}

sub _settings {
    my ($params) = @_;
    return { map { ($_ => $params->{$_}) }
        @TEXTS, @NUMBERS, @VALUES, @FLAGS, @DEFAULTS, @JSON, 'usergroupShowUserStatus' };
}

sub columns {
    my ($ctx, $id) = @_;
    my $data = load($ctx);
    table($ctx, $data, $id, 1);
    return StandIn::App::answer($ctx, 200, [ map { _column_view($_) } columns_of($data, $id) ]);
}

sub no_view {
    my ($ctx) = @_;
    return StandIn::App::empty($ctx, 404);
}

sub add_column {
    my ($ctx, $id) = @_;
    my $params = $ctx->{req}->params;
    my $type   = $params->{type} // '';
    return change($ctx, sub {
        my ($data) = @_;
        table($ctx, $data, $id);
        StandIn::App::refuse($ctx, 400, { message => qq{"$type" is not a valid backing value for}
                . ' enum OCA\Tables\Constants\ColumnType' })
            if $type !~ /^(?:text|number|selection|datetime|usergroup)$/;
        my $column = _insert_column($ctx, $data, $id, $params);
        my $view   = _column_view($column);
        _fill($column);
        return StandIn::App::answer($ctx, 200, $view);
    });
}

# The column of that id in a table of the caller's.
sub _column {
    my ($ctx, $data, $id, $where) = @_;
    my $column = $data->{columns}{$id};
    my $table  = $column && $data->{tables}{ $column->{tableId} };
    return $column if $table && $table->{owner} eq $ctx->{uid};
    StandIn::App::refuse($ctx, 404, { message => ($where // '') . missing('columns') });
}

# What the database says.
sub missing {
    my ($name) = @_;
    return 'Did expect one result but found none when executing: query "SELECT * FROM'
        . " `*PREFIX*tables_$name` WHERE `id` = :dcValue1\"; ";
}

sub column {
    my ($ctx, $id) = @_;
    my $data = load($ctx);
    return StandIn::App::answer($ctx, 200, _column_view(_column($ctx, $data, $id)));
}

# What a request leaves out is set to nothing, but for a few things.
sub update_column {
    my ($ctx, $id) = @_;
    my $params = $ctx->{req}->params;
    return change($ctx, sub {
        my ($data) = @_;
        my $column = _column($ctx, $data, $id);
        my $old = $column->{settings};
        my $new = $column->{settings} = _settings($params);
        $new->{$_} //= $old->{$_} for @TEXTS, @JSON, 'selectionDefault';
        $column->{title} = $params->{title} // $column->{title};
        $column->{mandatory} = StandIn::App::bool($params->{mandatory}) if defined $params->{mandatory};
        $column->{description} = $params->{description};
        $column->{lastEditAt}  = now();
        return StandIn::App::answer($ctx, 200, _column_view($column));
    });
}

sub remove_column {
    my ($ctx, $id) = @_;
    return change($ctx, sub {
        my ($data) = @_;
        my $view = _column_view(_column($ctx, $data, $id,
            'OCA\Tables\Service\ColumnService - delete: '));
        delete $data->{columns}{$id};
        delete $_->{cells}{$id} for values %{ $data->{rows} // {} };
        return StandIn::App::answer($ctx, 200, $view);
    });
}

1;
