# SPDX-License-Identifier: Apache-2.0
# Tables: rows. What does not fit its column is dropped, and no word said.
package StandIn::TablesRow;
use strict;
use warnings;
use StandIn::App ();
use StandIn::Json ();
use StandIn::Tables ();
use StandIn::Users ();

my $SERVICE = 'OCA\Tables\Service\RowService';

sub routes {
    my ($tables, $rows) = @_;
    return (
        [ GET    => qr{^$tables/(\d+)/rows$}, \&list ],
        [ POST   => qr{^$tables/(\d+)/rows$}, \&create ],
        [ GET    => qr{^$rows/(\d+)$},        \&get ],
        [ PUT    => qr{^$rows/(\d+)$},        \&update ],
        [ DELETE => qr{^$rows/(\d+)$},        \&remove ],
    );
}

# fresh: as the answer to POST has it.
sub _view {
    my ($data, $row, $fresh) = @_;
    my @columns = grep { exists $row->{cells}{ $_->{id} } }
        StandIn::Tables::columns_of($data, $row->{tableId});
    return {
        id => $row->{id}, tableId => $row->{tableId},
        (map { ($_ => $fresh ? undef : $row->{by}) } qw(createdBy lastEditBy)),
        (map { ($_ => $fresh ? undef : $row->{$_}) } qw(createdAt lastEditAt)),
        data => [ map { { columnId => $_->{id},
            value => _shown($_, $row->{cells}{ $_->{id} }, $fresh) } } @columns ],
    };
}

# People get their names, and options become numbers, when a row is read.
sub _shown {
    my ($column, $value, $fresh) = @_;
    return $fresh && defined $value ? "$value" : $value
        if $column->{type} eq 'selection' && !length $column->{subtype};
    return $value if $fresh || $column->{type} ne 'usergroup';
    return [ map { { %$_, $_->{type} ? () : (displayName => StandIn::Users::display($_->{id})) } }
        @{ $value // [] } ];
}

sub list {
    my ($ctx, $id) = @_;
    my $req  = $ctx->{req};
    my $data = StandIn::Tables::load($ctx);
    StandIn::Tables::table($ctx, $data, $id);
    my @rows = grep { $_->{tableId} == $id } StandIn::App::by_id($data->{rows});
    splice @rows, 0, $req->param('offset') // 0;
    splice @rows, $req->param('limit') if defined $req->param('limit') && @rows > $req->param('limit');
    return StandIn::App::answer($ctx, 200, [ map { _view($data, $_) } @rows ]);
}

sub create {
    my ($ctx, $id) = @_;
    return StandIn::Tables::change($ctx, sub {
        my ($data) = @_;
        StandIn::Tables::table($ctx, $data, $id);
        my $cells = _cells($ctx, $data, $id);
        for my $column (grep { $_->{mandatory} } StandIn::Tables::columns_of($data, $id)) {
            StandIn::App::refuse($ctx, 400,
                { message => qq{Mandatory column "$column->{title}" cannot be empty.} })
                if !defined $cells->{ $column->{id} } || $cells->{ $column->{id} } eq '';
        }
        my $row = { id => StandIn::App::next_id($data, 'row'), tableId => 0 + $id, cells => $cells,
            by => $ctx->{uid}, createdAt => StandIn::Tables::now(), lastEditAt => StandIn::Tables::now() };
        $data->{rows}{ $row->{id} } = $row;
        return StandIn::App::answer($ctx, 200, _view($data, $row, 1));
    });
}

# The row, if it is in a table of the caller's.
sub _row {
    my ($ctx, $data, $id, $status, $where) = @_;
    my $row   = $data->{rows}{$id};
    my $table = $row && $data->{tables}{ $row->{tableId} };
    return $row if $table && $table->{owner} eq $ctx->{uid};
    StandIn::App::refuse($ctx, $status,
        { message => "$SERVICE - $where: " . StandIn::Tables::missing('row_sleeves') });
}

sub get {
    my ($ctx, $id) = @_;
    my $data = StandIn::Tables::load($ctx);
    return StandIn::App::answer($ctx, 200, _view($data, _row($ctx, $data, $id, 404, 'find')));
}

sub update {
    my ($ctx, $id) = @_;
    return StandIn::Tables::change($ctx, sub {
        my ($data) = @_;
        my $row   = _row($ctx, $data, $id, 500, "updateSet: $SERVICE - getRowById");
        my $cells = _cells($ctx, $data, $row->{tableId});
        $row->{cells}{$_} = $cells->{$_} for keys %$cells;
        $row->{lastEditAt} = StandIn::Tables::now();
        return StandIn::App::answer($ctx, 200, _view($data, $row));
    });
}

sub remove {
    my ($ctx, $id) = @_;
    return StandIn::Tables::change($ctx, sub {
        my ($data) = @_;
        my $view = _view($data, _row($ctx, $data, $id, 500, "delete: $SERVICE - getRowById"));
        delete $data->{rows}{$id};
        return StandIn::App::answer($ctx, 200, $view);
    });
}

# ---- cells -------------------------------------------------------------------------

sub _cells {
    my ($ctx, $data, $table) = @_;
    my $given = $ctx->{req}->params->{data};
    $given = StandIn::App::unpack_json($given) if defined $given && !ref $given;
    StandIn::App::refuse($ctx, 500, { message => 'Could not create row.' }) if ref $given ne 'HASH';
    my %column = map { $_->{id} => $_ } StandIn::Tables::columns_of($data, $table);
    my %cells;
    for my $id (keys %$given) {
        my $column = $column{$id} or StandIn::App::refuse($ctx, 500,
            { message => "Column with id $id is not part of table with id $table" });
        StandIn::App::refuse($ctx, 500, { message => 'Could not resolve'
                . ' OCA\Tables\Service\ColumnTypes\TextBusiness! Class'
                . ' "OCA\Tables\Service\ColumnTypes\TextBusiness" does not exist' })
            if $column->{type} eq 'text' && !length $column->{subtype};
        $cells{$id} = _cell($ctx, $column, $given->{$id});
    }
    return \%cells;
}

sub _options {
    my ($column) = @_;
    return { map { $_->{id} => 1 }
        @{ StandIn::App::unpack_json($column->{settings}{selectionOptions} || '[]') // [] } };
}

my %FORMS = (
    '' => qr/^\d{4}-\d\d-\d\d \d\d:\d\d$/, date => qr/^\d{4}-\d\d-\d\d$/, time => qr/^\d\d:\d\d$/,
);

my %READ = (
    text => sub { return $_[0] },
    'text-link' => sub {
        my $link = StandIn::App::unpack_json($_[0]) // {};
        return StandIn::Json::encode(StandIn::Json::ordered(title => $link->{title},
            value => $link->{resourceUrl}, providerId => 'url'));
    },
    number => sub { return 0 + $_[0] },
    selection => sub { my ($value, $column) = @_; return _options($column)->{$value} ? 0 + $value : undef },
    'selection-multi' => sub {
        my ($value, $column) = @_;
        my $options = _options($column);
        return [ map { 0 + $_ } sort { $a <=> $b } grep { $options->{$_} } @$value ];
    },
    'selection-check' => sub { return StandIn::App::bool($_[0]) ? 'true' : 'false' },
    datetime => sub { my ($value, $column) = @_; return $value =~ $FORMS{ $column->{subtype} } ? $value : '' },
);

sub _cell {
    my ($ctx, $column, $value) = @_;
    return undef if !defined $value;
    return _people($ctx, $value) if $column->{type} eq 'usergroup';
    my $code = $READ{"$column->{type}-$column->{subtype}"} // $READ{ $column->{type} };
    return $code->($value, $column);
}

sub _people {
    my ($ctx, $people) = @_;
    for my $one (grep { !$_->{type} } @$people) {
        StandIn::App::refuse($ctx, 400, { message => 'User not found' })
            if !StandIn::Users::get($one->{id});
    }
    return $people;
}

1;
