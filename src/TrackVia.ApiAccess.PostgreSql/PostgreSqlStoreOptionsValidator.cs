using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.PostgreSql;

internal sealed class PostgreSqlStoreOptionsValidator : IValidateOptions<PostgreSqlStoreOptions>
{
    private const int MaxSchemaLength = 63;

    public ValidateOptionsResult Validate(string? name, PostgreSqlStoreOptions options)
    {
        if ((TableNames.FaultOfSchema(options.Schema, MaxSchemaLength) ?? TableNames.FaultOfPrefix(options.TablePrefix)) is { } fault)
        {
            return ValidateOptionsResult.Fail($"{nameof(PostgreSqlStoreOptions)}.{fault}");
        }

        if (options.ConnectionString is not { } connectionString)
        {
            return ValidateOptionsResult.Success;
        }

        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return ValidateOptionsResult.Fail(
                $"{nameof(PostgreSqlStoreOptions)}.{nameof(options.ConnectionString)} is empty. Set it, or leave it out to use the data "
                + "source that the host has registered.");
        }

        try
        {
            PostgreSqlDataSources.Complete(connectionString);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException exception)
        {
            return ValidateOptionsResult.Fail($"{nameof(PostgreSqlStoreOptions)}.{nameof(options.ConnectionString)} cannot be read. {exception.Message}");
        }
    }
}
