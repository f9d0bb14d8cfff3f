vim.api.nvim_create_autocmd('FileType', {
  pattern = { 'c', 'cpp' },
  callback = function()
    local client = vim.lsp.start_client({
      name = 'clangd',
      cmd = { 'clangd-concurrency' },
      root_dir = vim.fn.getcwd(),
    })
    vim.lsp.buf_attach_client(0, client)
  end,
})
