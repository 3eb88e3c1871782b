using Tiphys.Host.Commands;

return await RootCommandFactory.RunAsync(args).ConfigureAwait(false);
