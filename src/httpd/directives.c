/* SPDX-License-Identifier: Apache-2.0 */

/* The table of directives and what each does to the configuration. */

#include "httpd/config.h"

#include <string.h>

#include <apr_strings.h>
#include <http_core.h>

#include "httpd/parse.h"
#include "httpd/services.h"
#include "httpd/secret.h"
#include "tool/preset.h"

#define MB (1024 * 1024)

/* A member of mcp_dir_config_t and what it may be. */
typedef struct {
    apr_size_t offset;
    apr_int64_t low, high; /* of times microseconds, of sizes bytes */
} slot_t;

#define SLOT(member, low, high)                                               \
    {                                                                         \
        APR_OFFSETOF(mcp_dir_config_t, member), low, high                     \
    }
#define MSEC(n) ((n)*APR_TIME_C(1000))
#define SEC(n) ((n)*APR_USEC_PER_SEC)
#define DAYS(n) SEC((n)*86400)

static const slot_t connect_timeout =
    SLOT(connect_timeout, MSEC(100), SEC(60));
static const slot_t upstream_timeout =
    SLOT(upstream_timeout, MSEC(100), SEC(3600));
static const slot_t job_timeout = SLOT(job_timeout, SEC(1), SEC(3600));
static const slot_t keep_alive = SLOT(keep_alive, MSEC(100), SEC(600));
static const slot_t watch_interval = SLOT(watch_interval, 0, DAYS(1));
static const slot_t answer_timeout = SLOT(answer_timeout, SEC(1), SEC(3600));
static const slot_t session_timeout = SLOT(session_ttl, SEC(2), DAYS(30));
static const slot_t tools_cache = SLOT(tools_ttl, SEC(1), SEC(3600));
/* Two that have two values each. */
static const slot_t task_timeout[] = {SLOT(task_run, 0, DAYS(1)),
                                      SLOT(task_keep, SEC(60), DAYS(7))};
static const slot_t auth_cache[] = {SLOT(auth_ttl, 0, SEC(3600)),
                                    SLOT(refused_ttl, 0, SEC(300))};

static const slot_t max_body = SLOT(max_body, 1024, 1024 * MB);
static const slot_t max_response = SLOT(max_response, 64 * 1024, 1024 * MB);
static const slot_t max_content = SLOT(max_content, 1024, 256 * MB);

static const char *parse_time(const slot_t *slot, void *config,
                              const char *arg, apr_pool_t *pool)
{
    return mcp_parse_time((void *)((char *)config + slot->offset), arg,
                          slot->low, slot->high, pool);
}

static const char *set_time(cmd_parms *cmd, void *config, const char *arg)
{
    return parse_time(cmd->info, config, arg, cmd->pool);
}

static const char *set_times(cmd_parms *cmd, void *config, const char *first,
                             const char *second)
{
    const slot_t *slots = cmd->info;
    const char *error = parse_time(&slots[0], config, first, cmd->pool);

    return error || !second ? error
                            : parse_time(&slots[1], config, second, cmd->pool);
}

static const char *set_size(cmd_parms *cmd, void *config, const char *arg)
{
    const slot_t *slot = cmd->info;

    return mcp_parse_size((void *)((char *)config + slot->offset), arg,
                          slot->low, slot->high, cmd->pool);
}

static const char *set_url(cmd_parms *cmd, void *config, const char *arg)
{
    return mcp_parse_url(&((mcp_dir_config_t *)config)->url, arg, cmd->pool);
}

static const char *set_host(cmd_parms *cmd, void *config, const char *arg)
{
    return mcp_parse_host(&((mcp_dir_config_t *)config)->host, arg, cmd->pool);
}

#define RULES_KEY "mcp_config_rules"

const apr_array_header_t *mcp_config_rules(apr_pool_t *pconf)
{
    void *rules = NULL;

    apr_pool_userdata_get(&rules, RULES_KEY, pconf);
    return rules;
}

/* A rule may stand in any host and Location, and is judged when the tools
 * have been read: so all are listed in the pool of this configuration. */
static void list_rule(cmd_parms *cmd, const mcp_policy_rule_t *rule)
{
    apr_array_header_t *rules =
        (apr_array_header_t *)mcp_config_rules(cmd->pool);
    mcp_config_rule_t *listed;

    if (!rules) {
        rules = apr_array_make(cmd->pool, 8, sizeof(mcp_config_rule_t));
        apr_pool_userdata_setn(rules, RULES_KEY, NULL, cmd->pool);
    }
    listed = apr_array_push(rules);
    listed->rule = *rule;
    listed->directive = cmd->directive->directive;
    listed->file = cmd->directive->filename;
    listed->line = cmd->directive->line_num;
}

static const char *add_rule(cmd_parms *cmd, apr_array_header_t **rules,
                            const char *arg)
{
    const char *error = mcp_policy_add(rules, arg, cmd->pool);

    if (!error) {
        list_rule(cmd, &APR_ARRAY_IDX(*rules, (*rules)->nelts - 1,
                                      mcp_policy_rule_t));
    }
    return error;
}

static const char *add_tools(cmd_parms *cmd, void *config, const char *arg)
{
    return add_rule(cmd, &((mcp_dir_config_t *)config)->tools, arg);
}

static const char *add_confirm(cmd_parms *cmd, void *config, const char *arg)
{
    return add_rule(cmd, &((mcp_dir_config_t *)config)->confirm, arg);
}

static const char *add_toolset(cmd_parms *cmd, void *config, const char *arg)
{
    return mcp_preset_add(&((mcp_dir_config_t *)config)->toolset, arg,
                          cmd->pool);
}

static const char *set_confirm_fallback(cmd_parms *cmd, void *config,
                                        const char *arg)
{
    int refuse = !strcasecmp(arg, "refuse");

    if (!refuse && strcasecmp(arg, "run") != 0) {
        return apr_psprintf(cmd->pool,
                            "\"%s\" is neither \"refuse\" nor "
                            "\"run\"",
                            arg);
    }
    ((mcp_dir_config_t *)config)->confirm_or_refuse = refuse;
    return NULL;
}

static const char *add_origin(cmd_parms *cmd, void *data, const char *arg)
{
    mcp_dir_config_t *config = data;
    const char *origin = NULL;
    const char *error = mcp_parse_origin(&origin, arg, cmd->pool);

    if (error) {
        return error;
    }
    if (!config->origins) {
        config->origins = apr_array_make(cmd->pool, 2, sizeof(char *));
    }
    APR_ARRAY_PUSH(config->origins, const char *) = origin;
    return NULL;
}

static const char *set_notice(cmd_parms *cmd, void *config, const char *arg)
{
    if (strlen(arg) > 500) {
        return "the text must not be longer than 500 bytes; \"Off\" turns it "
               "off";
    }
    ((mcp_dir_config_t *)config)->notice = strcasecmp(arg, "off") ? arg : "";
    return NULL;
}

/* Directives of the whole server make no sense in a virtual host: its
 * children serve all hosts. */
static const char *set_server_int(cmd_parms *cmd, int *value, const char *arg,
                                  int low, int high)
{
    const char *error = ap_check_cmd_context(cmd, GLOBAL_ONLY);

    return error ? error : mcp_parse_int(value, arg, low, high, cmd->pool);
}

static const char *set_job_threads(cmd_parms *cmd, void *unused,
                                   const char *arg)
{
    return set_server_int(cmd, &mcp_config_server(cmd->server)->job_threads,
                          arg, 1, 1024);
}

static const char *set_max_waiting(cmd_parms *cmd, void *unused,
                                   const char *arg)
{
    return set_server_int(cmd, &mcp_config_server(cmd->server)->max_waiting,
                          arg, 1, 4096);
}

static const char *set_max_streams(cmd_parms *cmd, void *unused,
                                   const char *all, const char *user)
{
    mcp_server_config_t *config = mcp_config_server(cmd->server);
    const char *error =
        set_server_int(cmd, &config->max_streams, all, 1, 65536);

    return error || !user
               ? error
               : set_server_int(cmd, &config->user_streams, user, 1, 65536);
}

static const char *set_park(cmd_parms *cmd, void *unused, const char *word,
                            const char *number)
{
    mcp_server_config_t *config = mcp_config_server(cmd->server);
    const char *error = ap_check_cmd_context(cmd, GLOBAL_ONLY);

    if (error) {
        return error;
    }
    config->park = !strcasecmp(word, "on");
    if (!config->park && strcasecmp(word, "off") != 0) {
        return apr_psprintf(cmd->pool, "\"%s\" is neither \"On\" nor \"Off\"",
                            word);
    }
    return number ? mcp_parse_int(&config->max_parked, number, 1, 65536,
                                  cmd->pool)
                  : NULL;
}

static const char *set_server_path(cmd_parms *cmd, const char **value,
                                   const char *arg)
{
    const char *error = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    const char *path = ap_server_root_relative(cmd->pool, arg);

    if (error) {
        return error;
    }
    if (!path) {
        return apr_pstrcat(cmd->pool, "\"", arg, "\" is not a path", NULL);
    }
    *value = path;
    return NULL;
}

static const char *set_tools_dir(cmd_parms *cmd, void *unused, const char *arg)
{
    return set_server_path(cmd, &mcp_config_server(cmd->server)->tools_dir,
                           arg);
}

static const char *set_prompts_dir(cmd_parms *cmd, void *unused,
                                   const char *arg)
{
    return set_server_path(cmd, &mcp_config_server(cmd->server)->prompts_dir,
                           arg);
}

static const char *set_skills_dir(cmd_parms *cmd, void *unused,
                                  const char *arg)
{
    return set_server_path(cmd, &mcp_config_server(cmd->server)->skills_dir,
                           arg);
}

static const char *set_store(cmd_parms *cmd, void *unused, const char *arg)
{
    const char *error = ap_check_cmd_context(cmd, GLOBAL_ONLY);

    return error ? error
                 : mcp_socache_parse(&mcp_config_server(cmd->server)->store,
                                     arg, cmd->pool, cmd->temp_pool);
}

static const char *set_secret_file(cmd_parms *cmd, void *unused,
                                   const char *arg)
{
    const char *path = NULL;
    const char *error = set_server_path(cmd, &path, arg);

    return error
               ? error
               : mcp_secret_read(&mcp_config_server(cmd->server)->given_secret,
                                 path, cmd->pool);
}

#define TIME(name, slot, help)                                                \
    AP_INIT_TAKE1(name, set_time, (void *)&(slot), RSRC_CONF | ACCESS_CONF,   \
                  help)
#define TIMES(name, slots, help)                                              \
    AP_INIT_TAKE12(name, set_times, (void *)(slots), RSRC_CONF | ACCESS_CONF, \
                   help)
#define SIZE(name, slot, help)                                                \
    AP_INIT_TAKE1(name, set_size, (void *)&(slot), RSRC_CONF | ACCESS_CONF,   \
                  help)
#define FLAG(name, member, help)                                              \
    AP_INIT_FLAG(name, ap_set_flag_slot,                                      \
                 (void *)APR_OFFSETOF(mcp_dir_config_t, member),              \
                 RSRC_CONF | ACCESS_CONF, help)

const command_rec mcp_directives[] = {
    AP_INIT_TAKE1(
        "MCPNextcloudURL", set_url, NULL, RSRC_CONF | ACCESS_CONF,
        "where this server reaches the Nextcloud: a URL, \"self\" for the "
        "virtual host of the request, or \"none\""),
    AP_INIT_TAKE1("MCPNextcloudHost", set_host, NULL, RSRC_CONF | ACCESS_CONF,
                  "the host name to send to Nextcloud (one of its trusted "
                  "domains)"),
    TIME("MCPConnectTimeout", connect_timeout,
         "how long a connection to Nextcloud may take to open"),
    TIME("MCPUpstreamTimeout", upstream_timeout,
         "how long one request to Nextcloud may take"),
    TIME("MCPJobTimeout", job_timeout,
         "how long one MCP request may take in all"),
    TIME("MCPWatchInterval", watch_interval,
         "how often Nextcloud is asked about what a client listens "
         "to; 0: never"),
    TIMES("MCPTaskTimeout", task_timeout,
          "how long a task may run (0: no tasks), and how long its "
          "result is kept"),
    TIME("MCPKeepAlive", keep_alive,
         "after how much silence a waiting client gets a sign of "
         "life"),
    TIME("MCPAnswerTimeout", answer_timeout,
         "how long a client that was asked something may take to "
         "answer"),
    TIME("MCPSessionTimeout", session_timeout,
         "after how much time without a request a session ends"),
    AP_INIT_TAKE1("MCPJobThreads", set_job_threads, NULL, RSRC_CONF,
                  "threads per child that work on MCP requests"),
    AP_INIT_TAKE1("MCPMaxWaiting", set_max_waiting, NULL, RSRC_CONF,
                  "workers per child that may wait for Nextcloud (per server "
                  "under prefork)"),
    AP_INIT_TAKE12("MCPMaxStreams", set_max_streams, NULL, RSRC_CONF,
                   "event streams per child (per server under prefork) that "
                   "wait for something to happen, and of one user"),
    AP_INIT_TAKE12("MCPPark", set_park, NULL, RSRC_CONF,
                   "On: requests wait without holding a worker (event MPM); "
                   "and how many of a child may"),
    SIZE("MCPMaxBody", max_body, "largest MCP request in bytes"),
    SIZE("MCPMaxResponse", max_response,
         "largest answer of Nextcloud in bytes"),
    SIZE("MCPMaxContent", max_content,
         "most bytes of a file that one result carries"),
    AP_INIT_TAKE1("MCPToolsDir", set_tools_dir, NULL, RSRC_CONF,
                  "directory with the tool manifests"),
    AP_INIT_TAKE1("MCPPromptsDir", set_prompts_dir, NULL, RSRC_CONF,
                  "directory with the prompt manifests"),
    AP_INIT_TAKE1("MCPSkillsDir", set_skills_dir, NULL, RSRC_CONF,
                  "directory of the skills that models can read"),
    AP_INIT_TAKE1("MCPStore", set_store, NULL, RSRC_CONF,
                  "where the children keep what they share: shmcb, redis or "
                  "memcache, and after a colon its arguments"),
    AP_INIT_TAKE1("MCPSecretFile", set_secret_file, NULL, RSRC_CONF,
                  "file with a secret that all servers that share an MCPStore "
                  "have in common"),
    AP_INIT_ITERATE("MCPTools", add_tools, NULL, RSRC_CONF | ACCESS_CONF,
                    "which tools there are: all, none, +name, -name, "
                    "+app:name, +hint:name; * and ? match"),
    AP_INIT_ITERATE("MCPToolset", add_toolset, NULL, RSRC_CONF | ACCESS_CONF,
                    "sets of tools by name, such as files or groupware"),
    AP_INIT_ITERATE("MCPConfirm", add_confirm, NULL, RSRC_CONF | ACCESS_CONF,
                    "calls that the user is asked about first; words as in "
                    "MCPTools"),
    AP_INIT_TAKE1("MCPConfirmFallback", set_confirm_fallback, NULL,
                  RSRC_CONF | ACCESS_CONF,
                  "what becomes of such a call when the client cannot ask: "
                  "refuse or run"),
    FLAG("MCPCompact", compact,
         "On: list two tools that find and call all others"),
    FLAG("MCPReadOnly", read_only, "On: only tools that change nothing"),
    FLAG("MCPResources", resources, "Off: no resources, only tools"),
    AP_INIT_ITERATE("MCPAllowOrigin", add_origin, NULL,
                    RSRC_CONF | ACCESS_CONF,
                    "origins of web pages that may call this endpoint"),
    TIMES("MCPAuthCache", auth_cache,
          "how long a good and a refused credential are remembered"),
    TIME("MCPToolsCache", tools_cache,
         "how long the tool list of a user is remembered"),
    AP_INIT_TAKE2("MCPService", mcp_services_set, NULL,
                  RSRC_CONF | ACCESS_CONF,
                  "a service outside that tools may ask: its name, and On, "
                  "Off or a URL"),
    AP_INIT_TAKE2("MCPServiceKey", mcp_services_set_key, NULL,
                  RSRC_CONF | ACCESS_CONF,
                  "the name of a service and a file with its API key"),
    AP_INIT_ITERATE("MCPWebAllow", mcp_services_allow, NULL,
                    RSRC_CONF | ACCESS_CONF,
                    "hosts on the inside that web_fetch may reach"),
    FLAG("MCPForwardClientAddress", forward_client,
         "On: send the client's address to Nextcloud in X-Forwarded-For"),
    AP_INIT_TAKE1("MCPNotice", set_notice, NULL, RSRC_CONF | ACCESS_CONF,
                  "text added to what tools publish in the user's name, or "
                  "Off"),
    {NULL, {NULL}, NULL, 0, RAW_ARGS, NULL},
};
