using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.MySql;

internal sealed class MySqlStoreOptionsValidator : IValidateOptions<MySqlStoreOptions>
{
    private const int MaxSchemaLength = 64;

    public ValidateOptionsResult Validate(string? name, MySqlStoreOptions options)
    {
        if ((TableNames.FaultOfSchema(options.Schema, MaxSchemaLength) ?? TableNames.FaultOfPrefix(options.TablePrefix)) is { } fault)
        {
            return ValidateOptionsResult.Fail($"{nameof(MySqlStoreOptions)}.{fault}");
        }

        if (options.ConnectionString is not { } connectionString)
        {
            return ValidateOptionsResult.Success;
        }

        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return ValidateOptionsResult.Fail(
                $"{nameof(MySqlStoreOptions)}.{nameof(options.ConnectionString)} is empty. Set it, or leave it out to use the data source "
                + "that the host has registered.");
        }

        try
        {
            MySqlDataSources.Complete(connectionString);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException exception)
        {
            return ValidateOptionsResult.Fail($"{nameof(MySqlStoreOptions)}.{nameof(options.ConnectionString)} cannot be read. {exception.Message}");
        }
    }
}
