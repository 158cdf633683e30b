# SPDX-License-Identifier: Apache-2.0
#
# make            build/mod_mcp.so
# make install    module, manifests, mcp.load and mcp.conf (DESTDIR works)
# make demo       a private httpd with the module and a Nextcloud to play with
# make check      all tests; installs missing Debian packages as root
# make conformance  the official MCP suite against the module
# make live       the tool tests against the Nextcloud of your environment
# make bench      how fast and how large, beside others (QUICK=1: short)
# make soak       an hour of many users (SOAK_SECONDS=300: of which 5 minutes)
# make lint       formatting, static analysis, structure
# make clean

APXS   ?= apxs
CLANG  ?= clang
CFLAGS ?= -O2 -g

build := build

# Everything below needs apxs; these goals bring it.
ifneq ($(filter-out clean deps,$(or $(MAKECMDGOALS),all)),)
deps_done := $(shell t/bin/deps.sh >&2 && echo yes)
ifneq ($(deps_done),yes)
$(error packages are missing, see above)
endif
endif

query = $(shell $(APXS) -q $(1))

libexecdir = $(call query,LIBEXECDIR)
sysconfdir = $(call query,SYSCONFDIR)
toolsdir   = /usr/share/mod_mcp/tools.d
promptsdir = /usr/share/mod_mcp/prompts.d
skillsdir  = /usr/share/mod_mcp/skills.d

warnings := -Wall -Wextra -Wshadow -Wformat=2 -Wpointer-arith \
            -Wimplicit-fallthrough -Wno-unused-parameter -Werror
# System headers: their macros are not ours to mend.
includes  = -Isrc -Iinclude $(patsubst %,-isystem %,$(call query,INCLUDEDIR) \
            $(sort $(patsubst -I%,%,$(shell apr-1-config --includes; \
              apu-1-config --includes; \
              pkg-config --cflags-only-I json-c libcurl libcrypto libical libxml-2.0))))
cppflags  = $(shell apr-1-config --cppflags) \
            -DMCP_DEFAULT_TOOLS_DIR='"$(toolsdir)"' \
            -DMCP_DEFAULT_PROMPTS_DIR='"$(promptsdir)"' \
            -DMCP_DEFAULT_SKILLS_DIR='"$(skillsdir)"'
libs      = $(shell pkg-config --libs json-c libcurl libcrypto libxml-2.0) -lical -lm
aprlibs   = $(shell apu-1-config --link-ld --libs) $(shell apr-1-config --link-ld --libs)

# Modules of others, as they are built anywhere: with mod_mcp.h alone.
cmodule_flags := -std=gnu99 $(CFLAGS) -fPIC $(warnings) -Iinclude \
                 $(filter-out -Isrc -Iinclude,$(includes)) \
                 $(shell apr-1-config --cppflags)

export APXS CC CLANG CFLAGS build NEXTCLOUD_URL NEXTCLOUD_USER NEXTCLOUD_PASSWORD

core_sources   := $(sort $(wildcard src/util/*.c src/store/*.c \
                    src/nextcloud/*.c src/web/*.c src/tool/*.c src/resource/*.c \
                    src/prompt/*.c src/foreign/*.c src/tools/*.c \
                    src/rpc/*.c src/job/*.c))
module_sources := mod_mcp.c $(sort $(wildcard src/httpd/*.c))
core_objects   := $(core_sources:%.c=$(build)/%.o)
module_objects := $(module_sources:%.c=$(build)/%.o)
module         := $(build)/mod_mcp.so
c_modules      := $(patsubst t/c-modules/%/,$(build)/c-modules/mod_mcp_%.so, \
                    $(sort $(wildcard t/c-modules/*/)))
core           := $(build)/libmcp.a

unit_tests  := $(patsubst t/unit/%.c,$(build)/unit/%,$(sort $(wildcard t/unit/*_test.c)))
fuzz_replay := $(patsubst t/fuzz/%_fuzz.c,$(build)/fuzz/%,$(sort $(wildcard t/fuzz/*_fuzz.c)))

.PHONY: all install demo check live lint clean deps unit corpus c-modules conformance bench soak

all: $(module) $(build)/mcp-lint

# The variables that need apxs are expanded once, not once per file.
compile := $(CC) -std=gnu99 $(CFLAGS) -fPIC $(warnings) $(includes) $(cppflags)

$(build)/%.o: %.c $(build)/flags
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(compile) -MMD -MP -c $< -o $@

# Other flags or another compiler: compile everything again.
$(build)/flags: force
	@mkdir -p $(@D)
	@echo '$(compile)' | cmp -s - $@ || echo '$(compile)' > $@
.PHONY: force
# Keep the objects of tests: make would take them for intermediate files.
.SECONDARY:

$(core): $(core_objects)
	@echo "  AR $@"
	@rm -f $@
	@ar rcs $@ $^

$(module): $(module_objects) $(core) src/exports.map
	@echo "  LD $@"
	@$(CC) -shared $(CFLAGS) $(LDFLAGS) -Wl,--version-script=src/exports.map \
	  -Wl,-z,relro,-z,now -o $@ $(module_objects) \
	  -Wl,--whole-archive $(core) -Wl,--no-whole-archive $(libs)

$(build)/mcp-lint: $(build)/t/bin/mcp-lint.o $(core)
	@echo "  LD $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(libs) $(aprlibs)

$(build)/unit/%: $(build)/t/unit/%.o $(core)
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(libs) $(aprlibs)

$(build)/fuzz/%: $(build)/t/fuzz/%_fuzz.o $(build)/t/fuzz/replay.o $(core)
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(libs) $(aprlibs)

# Second expansion, since a pattern's % is replaced once per word.
.SECONDEXPANSION:
$(build)/c-modules/mod_mcp_%.so: $$(wildcard t/c-modules/$$*/*.[ch]) \
    include/mod_mcp.h $(build)/flags
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(cmodule_flags) -shared $(LDFLAGS) -o $@ $(filter t/%.c,$^)

c-modules: $(c_modules)

install: $(module)
	install -d '$(DESTDIR)$(libexecdir)' '$(DESTDIR)$(toolsdir)' \
	  '$(DESTDIR)$(promptsdir)' \
	  '$(DESTDIR)$(sysconfdir)/mods-available'
	$(APXS) -i -S LIBEXECDIR='$(DESTDIR)$(libexecdir)' -n mcp $(module)
	install -m 644 conf/tools.d/*.json '$(DESTDIR)$(toolsdir)'
	install -m 644 conf/prompts.d/*.json '$(DESTDIR)$(promptsdir)'
	cd conf/skills.d && find . -type f -exec install -D -m 644 {} \
	  '$(DESTDIR)$(skillsdir)/{}' ';'
	install -m 644 conf/mcp.load conf/mcp.conf \
	  '$(DESTDIR)$(sysconfdir)/mods-available'

demo: all
	t/bin/demo.sh

unit: $(unit_tests)
	prove --exec '' $(unit_tests)

corpus: $(fuzz_replay)
	@for f in $(fuzz_replay); do \
	  $$f t/fuzz/corpus/$${f##*/}/* || exit 1; done

# Without the clients their test fails and says so.
check: all c-modules unit corpus
	t/check/run.sh $(module)
	-t/clients/install.sh
	t/bin/check.sh

conformance: all c-modules
	t/bin/conformance.sh

bench: all c-modules
	t/bin/bench.sh

soak: all c-modules
	t/bin/soak.sh

live: all
	t/bin/live.sh

lint: all
	t/check/run.sh $(module)
	t/check/analyze.sh

deps:
	@t/bin/deps.sh

clean:
	rm -rf $(build)

-include $(shell test -d $(build) && find $(build) -name '*.d')
